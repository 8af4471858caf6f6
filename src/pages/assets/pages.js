/* What the pages cannot do by themselves: send forms as JSON and say what came back, show a password, sign out, print. */

/** By hand, because randomUUID exists on encrypted pages only. */
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('-')

const send = (method, path, body) =>
  fetch(path, {
    method,
    headers: {
      'accept-language': document.documentElement.lang,
      'idempotency-key': newKey(),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })

/** While something is under way its button says so, and a second click does nothing. */
async function busy(button, work) {
  if (button.getAttribute('aria-disabled') === 'true') return
  const label = [...button.childNodes]
  button.setAttribute('aria-disabled', 'true')
  button.textContent = button.dataset.busy
  try {
    await work()
  } finally {
    button.removeAttribute('aria-disabled')
    button.replaceChildren(...label)
  }
}

/** The fields of a form as the API takes them: `park.name` is the name within park, a list has one item to a line. */
function contentOf(form) {
  const content = {}
  for (const control of form.elements) {
    if (!control.name || (control.type === 'radio' && !control.checked)) continue
    if ('optional' in control.dataset && control.value.trim() === '') continue
    const path = control.name.split('.')
    const last = path.pop()
    const place = path.reduce((inner, name) => (inner[name] ??= {}), content)
    const lines = () =>
      control.value
        .split(/[\n、，,]/)
        .map((line) => line.trim())
        .filter(Boolean)
    place[last] = 'lines' in control.dataset ? lines() : control.value
  }
  return content
}

function tell(form, text) {
  const place = form.querySelector('[role=alert]')
  place.hidden = !text
  place.textContent = text
}

/** Puts a fault beside its field; gives the control, or undefined when no field is meant. */
function mark(form, path, text) {
  const fields = [...form.querySelectorAll('[data-field]')]
  const field = fields.find(({ dataset }) => path === dataset.field || path.startsWith(`${dataset.field}.`))
  if (!field) return undefined
  const fault = field.querySelector('.fault')
  const control = field.querySelector('input, textarea, select')
  fault.hidden = !text
  fault.textContent = text
  control.toggleAttribute('aria-invalid', Boolean(text))
  return control
}

function clear(form) {
  tell(form, '')
  for (const { dataset } of form.querySelectorAll('[data-field]')) mark(form, dataset.field, '')
}

/** Fields that must be filled and are not, each marked; the first gets the focus. */
function findsMissing(form) {
  const missing = [...form.querySelectorAll('[data-missing]')].filter(
    (field) => field.querySelector('input, textarea, select').value.trim() === '',
  )
  const controls = missing.map(({ dataset }) => mark(form, dataset.field, dataset.missing))
  controls[0]?.focus()
  return controls.length > 0
}

function show(form, problem) {
  if (problem.code === 'people.which_park') return askPark(form, problem.about)
  // A refusal that is about one field says so beside it, as faults of the input do.
  const ofOne = problem.about?.field ? [{ path: problem.about.field, message: problem.detail }] : []
  const faults = problem.errors?.length ? problem.errors : ofOne
  const marked = faults.map(({ path, message }) => mark(form, path, message)).filter(Boolean)
  if (marked.length > 0) return marked[0].focus()
  tell(form, problem.detail)
}

/** Somebody who fits in several parks says which one he means. */
function askPark(form, { parks, names }) {
  const place = form.querySelector('[data-parks]')
  const choices = parks.map((code, i) => {
    const label = document.createElement('label')
    const radio = Object.assign(document.createElement('input'), { type: 'radio', name: 'park', value: code })
    label.append(radio, names[i])
    return label
  })
  place.replaceChildren(place.querySelector('legend'), ...choices)
  place.hidden = false
  choices[0].querySelector('input').focus()
}

async function submit(form) {
  clear(form)
  if (findsMissing(form)) return
  const content = contentOf(form)
  try {
    let answer = await send('POST', form.dataset.send, content)
    if (answer.ok && 'signIn' in form.dataset) {
      const { person = content.name, park } = form.dataset
      answer = await send('POST', '/api/v1/session', {
        name: person,
        password: content.password,
        ...(park && { park }),
      })
    }
    if (!answer.ok) return show(form, await answer.json())
    location.assign(form.dataset.to)
    await new Promise(() => {}) // the page is about to be left
  } catch {
    tell(form, form.dataset.offline)
  }
}

for (const form of document.querySelectorAll('form[data-send]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void busy(form.querySelector('button:not([type])'), () => submit(form))
  })
}

/** A form that the browser sends itself, and that takes a while: once, and its button says so. */
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', (event) => {
    const button = form.querySelector('button:not([type])')
    if (button.getAttribute('aria-disabled') === 'true') return event.preventDefault()
    button.setAttribute('aria-disabled', 'true')
    button.textContent = button.dataset.busy ?? button.textContent
  })
}

for (const eye of document.querySelectorAll('[data-reveal]')) {
  eye.hidden = false
  eye.addEventListener('click', () => {
    const password = document.getElementById(eye.dataset.reveal)
    const shows = password.type === 'password'
    password.type = shows ? 'text' : 'password'
    eye.setAttribute('aria-pressed', String(shows))
  })
}

for (const button of document.querySelectorAll('[data-sign-out]')) {
  button.addEventListener('click', () =>
    busy(button, async () => {
      await send('DELETE', '/api/v1/session')
      location.assign('/sign-in')
    }),
  )
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

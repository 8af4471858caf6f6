import { defineModule, type Module } from '../../src/kernel/module.ts'
import { MODULES } from '../../src/modules.ts'

/** The product with somebody who wants to hear of clocks, so that the facts are written. */
export const HEARING: readonly Module[] = [
  ...MODULES,
  defineModule({
    name: 'hearing',
    listeners: [{ topic: 'cases.clock', hear: () => Promise.resolve() }],
  }),
]

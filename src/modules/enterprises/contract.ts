import { z } from 'zod'

/** An enterprise as somebody names it: by id, by unified social credit code, or by name. */
export const NamedEnterprise = z.strictObject({
  id: z.uuid().optional(),
  name: z.string().trim().min(1).max(200).optional(),
  code: z.string().trim().min(1).max(40).optional(),
})
export type NamedEnterprise = z.infer<typeof NamedEnterprise>

/** What kind of body: company 企业, shop 个体工商户, school 学校, institution 机关事业单位和社会组织. */
export const BodyKind = z.enum(['company', 'shop', 'school', 'institution'])
export type BodyKind = z.infer<typeof BodyKind>

/** 统计上大中小微型企业划分办法 (2017): 大型, 中型, 小型, 微型. */
export const SizeClass = z.enum(['large', 'medium', 'small', 'micro'])
export type SizeClass = z.infer<typeof SizeClass>

const Name = z.string().trim().min(1).max(200)
const Code = z.string().trim().min(1).max(40)
const Address = z.string().trim().min(1).max(300)
const ContactName = z.string().trim().min(1).max(60)
const ContactPhone = z.string().trim().min(1).max(40)
const Tag = z.string().trim().min(1).max(30)
const Reason = z.string().trim().min(1).max(1000)
const Label = z.string().trim().min(1).max(200)
const Version = z.number().int().min(1)

/** Code, or name, of a section (C), division (38) or narrower class of GB/T 4754-2017; the name where it is narrower. */
const Industry = z.strictObject({
  code: z.string().trim().min(1).max(20),
  name: z.string().trim().min(1).max(100).optional(),
})

/** What holds from a day on, and who says so. */
const facts = {
  size: SizeClass.optional(),
  industry: Industry.optional(),
  /** 规上: above designated size. */
  above_size: z.boolean().optional(),
  /** The first day on which it holds; today unless said. */
  valid_from: z.iso.date().optional(),
  /** Who said so: the statistics office, the enterprise itself. */
  said_by: Label.optional(),
  /** Where it stands: the annual report, a list with its number. */
  source: Label.optional(),
} as const

export const RegisterEnterprise = z.strictObject({
  name: Name,
  code: Code.optional(),
  kind: BodyKind.default('company'),
  address: Address.optional(),
  contact_name: ContactName.optional(),
  contact_phone: ContactPhone.optional(),
  tags: z.array(Tag).max(50).default([]),
  ...facts,
})
export type RegisterEnterprise = z.infer<typeof RegisterEnterprise>

export const AmendEnterprise = z.strictObject({
  id: z.uuid(),
  version: Version,
  reason: Reason,
  name: Name.optional(),
  code: Code.nullable().optional(),
  kind: BodyKind.optional(),
  address: Address.nullable().optional(),
  contact_name: ContactName.nullable().optional(),
  contact_phone: ContactPhone.nullable().optional(),
})
export type AmendEnterprise = z.infer<typeof AmendEnterprise>

export const ClassifyEnterprise = z.strictObject({
  id: z.uuid(),
  version: Version,
  ...facts,
  said_by: Label,
  source: Label,
})
export type ClassifyEnterprise = z.infer<typeof ClassifyEnterprise>

export const TagEnterprise = z.strictObject({
  id: z.uuid(),
  version: Version,
  add: z.array(Tag).max(50).default([]),
  remove: z.array(Tag).max(50).default([]),
})
export type TagEnterprise = z.infer<typeof TagEnterprise>

export const MergeEnterprise = z.strictObject({
  id: z.uuid(),
  /** The master: what the duplicate counts as from now on. */
  into: z.uuid(),
  version: Version,
  reason: Reason,
})
export type MergeEnterprise = z.infer<typeof MergeEnterprise>

export const UnmergeEnterprise = z.strictObject({ id: z.uuid(), version: Version, reason: Reason })
export type UnmergeEnterprise = z.infer<typeof UnmergeEnterprise>

/** A row of a register as offices keep it; null where the file says nothing. */
export const EnterpriseRowGiven = z.strictObject({
  name: Name,
  code: Code.nullable(),
  kind: BodyKind.nullable(),
  address: Address.nullable(),
  contact_name: ContactName.nullable(),
  contact_phone: ContactPhone.nullable(),
  size: SizeClass.nullable(),
  industry: Industry.nullable(),
  above_size: z.boolean().nullable(),
  tags: z.array(Tag).max(50),
  /** The name of a user who is an officer. */
  officer: z.string().trim().min(1).max(100).nullable(),
})
export type EnterpriseRowGiven = z.infer<typeof EnterpriseRowGiven>

export const ImportEnterprises = z.strictObject({
  rows: z.array(EnterpriseRowGiven).min(1).max(1000),
  /** Corrects enterprises that are here already and differ. */
  update: z.boolean(),
  /** From which day on size, industry and 规上 hold; today unless said. */
  valid_from: z.iso.date().optional(),
  source: Label,
  /** Enterprises that earlier rows of the same file meant. */
  taken: z.array(z.uuid()).max(100_000).default([]),
})
export type ImportEnterprises = z.infer<typeof ImportEnterprises>

export const ImportedField = z.enum([
  'name',
  'code',
  'kind',
  'address',
  'contact_name',
  'contact_phone',
  'size',
  'industry',
  'above_size',
  'tags',
  'officer',
])
export type ImportedField = z.infer<typeof ImportedField>

/** What became of a row; of a refused one why, and what would be accepted. */
export const ImportedEnterprise = z.object({
  result: z.enum(['imported', 'unchanged', 'changed', 'updated', 'refused']),
  id: z.uuid().nullable(),
  name: z.string(),
  changes: z.array(
    z.object({ field: ImportedField, was: z.string().nullable(), now: z.string().nullable() }),
  ),
  refusal: z
    .object({
      code: z.enum(['unknown_officer', 'officer_ahead', 'same_enterprise', 'name_or_code_taken']),
      accepted: z.array(z.string()),
    })
    .nullable(),
})
export type ImportedEnterprise = z.infer<typeof ImportedEnterprise>

const Person = z.object({ id: z.uuid(), name: z.string() })
const IndustryView = z.object({ code: z.string(), name: z.string() })

export const EnterpriseView = z.object({
  id: z.uuid(),
  version: z.number().int(),
  name: z.string(),
  code: z.string().nullable(),
  /** What is wrong with the check digits of the code; null when they are right or there is no code. */
  code_fault: z.string().nullable(),
  kind: BodyKind,
  /** Masked: 陈**, 100****3375. */
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  size: SizeClass.nullable(),
  industry: IndustryView.nullable(),
  above_size: z.boolean().nullable(),
  tags: z.array(z.string()),
  /** Its officer today. */
  officer: Person.nullable(),
  /** What it counts as, for one that was merged. */
  merged_into: Person.nullable(),
})
export type EnterpriseView = z.infer<typeof EnterpriseView>

/** A flag as it stands in an address. */
const Flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const ListEnterprises = z.strictObject({
  /** Part of the name, of a former name, or of the code. */
  q: z.string().trim().min(1).max(100).optional(),
  size: SizeClass.optional(),
  /** A section (C), division (38) or narrower code: what lies within it counts too. */
  industry: z.string().trim().min(1).max(20).optional(),
  above_size: Flag.optional(),
  kind: BodyKind.optional(),
  tag: Tag.optional(),
  officer: z.uuid().optional(),
  without_officer: Flag.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1200).optional(),
})
export type ListEnterprises = z.infer<typeof ListEnterprises>

export const EnterpriseList = z.object({ items: z.array(EnterpriseView), next: z.string().nullable() })
export type EnterpriseList = z.infer<typeof EnterpriseList>

export const OneEnterprise = z.strictObject({
  id: z.uuid(),
  /** Facts, tags and officer as of the end of this day; cases as the ledger stood then. */
  as_of: z.iso.date().optional(),
})
export type OneEnterprise = z.infer<typeof OneEnterprise>

/** A fact with the day it holds from, and who said so. */
const Held = { valid_from: z.iso.date(), said_by: z.string(), source: z.string() } as const

const CardFigure = z.object({
  name: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  value: z.number().nullable(),
  unit: z.string(),
})

/** 一企一卡: everything that the register knows of one enterprise, on one card. */
export const EnterpriseCard = z.object({
  id: z.uuid(),
  version: z.number().int(),
  name: z.string(),
  code: z.string().nullable(),
  code_fault: z.string().nullable(),
  kind: BodyKind,
  address: z.string().nullable(),
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  /** The day for which the card stands. */
  as_of: z.iso.date(),
  size: z.object({ class: SizeClass, ...Held }).nullable(),
  industry: z.object({ code: z.string(), name: z.string(), ...Held }).nullable(),
  above_size: z.object({ value: z.boolean(), ...Held }).nullable(),
  tags: z.array(z.string()),
  officer: Person.nullable(),
  /** All periods, the newest first. */
  officers: z.array(
    z.object({
      officer: Person,
      from: z.iso.date(),
      until: z.iso.date().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  former_names: z.array(z.object({ name: z.string(), until: z.iso.datetime() })),
  /** The duplicates that count as this one. */
  merged_from: z.array(
    z.object({ id: z.uuid(), name: z.string(), code: z.string().nullable(), merged_at: z.iso.datetime() }),
  ),
  /** The enterprise that was asked for by the id of a duplicate. */
  asked_as: Person.nullable(),
  /** The product's own figures, of the cases that the reader sees; null for who reads none. */
  figures: z.array(CardFigure).nullable(),
  /** Whether the reader may keep the register. */
  can_keep: z.boolean(),
})
export type EnterpriseCard = z.infer<typeof EnterpriseCard>

/** One line of the history of the register; contacts are masked. */
export const ChangeView = z.object({
  at: z.iso.datetime(),
  version: z.number().int(),
  by: Person.nullable(),
  post: z.string(),
  act: z.string(),
  field: z.string().nullable(),
  was: z.string().nullable(),
  became: z.string().nullable(),
  reason: z.string().nullable(),
})
export type ChangeView = z.infer<typeof ChangeView>

export const ChangeList = z.object({ items: z.array(ChangeView), next: z.string().nullable() })

export const DuplicateList = z.object({
  items: z.array(
    z.object({
      one: z.object({
        id: z.uuid(),
        version: z.number().int(),
        name: z.string(),
        code: z.string().nullable(),
      }),
      other: z.object({
        id: z.uuid(),
        version: z.number().int(),
        name: z.string(),
        code: z.string().nullable(),
      }),
      /** Why: the same code as written, the same name but for form, the same telephone, or nearly the same name. */
      why: z.array(z.enum(['same_code', 'same_name', 'same_phone', 'near_name'])).min(1),
      /** How alike the names are, 1 for the same. */
      likeness: z.number(),
    }),
  ),
  next: z.null(),
})
export type DuplicateList = z.infer<typeof DuplicateList>

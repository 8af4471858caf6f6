import type { Role } from './database-guards.ts'

/**
 * What each role may do to each table, and no more: whoever adds a table or a grant writes it here too, where it is
 * read twice. A test tries all the rest as the role itself, column by column.
 */
export const GRANTS: Readonly<Record<string, Partial<Record<Role, string>>>> = {
  accounts: {
    bihuan_app: 'select, insert, update',
  },
  attempts: {
    bihuan_app: 'select, insert, update, delete',
    bihuan_worker: 'select, delete',
  },
  audit: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  case_files: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  case_likeness: {
    bihuan_app: 'select, insert, update',
  },
  case_numbers: {
    bihuan_app: 'select, insert, update',
    bihuan_auditor: 'select',
  },
  case_past: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  case_wakes: {
    bihuan_app: 'select, insert, update',
    bihuan_worker: 'select',
    bihuan_auditor: 'select',
  },
  cases: {
    bihuan_app: 'select, insert, update',
    bihuan_worker:
      'select (park_id, id, version, state, number, kind, confidential, enterprise_id, registered_by, registrar_asks, officer_id, lead_department_id, departments, due_on, return_count, dispute, project_id, about_department_id, return_visitor_id, handler_id, parties, party_enterprises, co_organisers, party_people)',
    bihuan_auditor: 'select',
  },
  clock_effects: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  deadline_rules: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  departments: {
    bihuan_app: 'select, insert, update',
    bihuan_worker: 'select (park_id, id, name)',
    bihuan_auditor: 'select',
  },
  enterprise_changes: {
    bihuan_app: 'select, insert',
  },
  enterprise_facts: {
    bihuan_app: 'select, insert',
  },
  enterprise_former_names: {
    bihuan_app: 'select, insert',
  },
  enterprise_masters: {
    bihuan_app: 'select, insert, update (until_at)',
  },
  enterprise_tags: {
    bihuan_app: 'select, insert, update (removed_at, removed_by)',
  },
  enterprises: {
    bihuan_app: 'select, insert, update',
    bihuan_worker: 'select (park_id, id, master_id)',
  },
  entries: {
    bihuan_app: 'select, insert',
    bihuan_worker: 'select (park_id, case_id, seq, to_state, user_id, recorded_at)',
    bihuan_auditor: 'select',
  },
  entry_texts: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  escalation_levels: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  file_contents: {
    bihuan_app: 'select, insert, update (stored_at)',
    bihuan_worker: 'select, insert, update (stored_at), delete',
    bihuan_auditor: 'select',
  },
  files: {
    bihuan_app: 'select, insert, update (held_by)',
    bihuan_worker: 'select, delete',
    bihuan_auditor: 'select',
  },
  former_passwords: {
    bihuan_app: 'select, insert, delete',
  },
  idempotency_keys: {
    bihuan_app: 'select, insert',
    bihuan_worker: 'select, delete',
  },
  invitations: {
    bihuan_app: 'select, insert, update (used_at, used_by, revoked_at)',
    bihuan_worker: 'select, delete',
  },
  ledger_keys: {
    bihuan_app: 'select, insert',
    bihuan_auditor: 'select',
  },
  migrations: {
    bihuan_app: 'select',
  },
  notice_deliveries: {
    bihuan_app: 'select, insert',
    bihuan_worker: 'select, insert, update',
  },
  notice_settings: {
    bihuan_app: 'select, insert, update',
    bihuan_worker: 'select',
  },
  notices: {
    bihuan_app: 'select, insert, update (read_at)',
    bihuan_worker: 'select, insert',
  },
  officer_assignments: {
    bihuan_app: 'select, insert, update (until_day)',
    bihuan_worker: 'select',
  },
  officer_hand_overs: {
    bihuan_app: 'select, insert, update (accepted_at)',
  },
  outbox: {
    bihuan_app: 'select, insert',
    bihuan_worker: 'select, update, delete',
  },
  park_choices: {
    bihuan_app: 'select, insert',
    bihuan_worker: 'select',
    bihuan_auditor: 'select',
  },
  park_days_off: {
    bihuan_app: 'select, insert, delete',
    bihuan_worker: 'select',
    bihuan_auditor: 'select',
  },
  parks: {
    bihuan_app: 'select, insert',
    bihuan_worker: 'select',
    bihuan_auditor: 'select',
  },
  posts: {
    bihuan_app: 'select, insert, update (until_at)',
    bihuan_worker: 'select',
    bihuan_auditor: 'select',
  },
  projects: {
    bihuan_app: 'select, insert, update (code, name, enterprise_id, version)',
  },
  quiet_hours: {
    bihuan_app: 'select, insert, update',
    bihuan_worker: 'select',
  },
  reset_codes: {
    bihuan_app: 'select, insert, update (used_at)',
    bihuan_worker: 'select, delete',
  },
  roster_drafts: {
    bihuan_app: 'select, insert, update (outcome, settled_at)',
    bihuan_worker: 'select, delete',
  },
  routes: {
    bihuan_app: 'select, insert, update',
    bihuan_auditor: 'select',
  },
  sessions: {
    bihuan_app: 'select, insert, update, delete',
    bihuan_worker: 'select, delete',
  },
  stand_ins: {
    bihuan_app: 'select, insert, update (ended_at)',
    bihuan_worker: 'select',
    bihuan_auditor: 'select',
  },
  tokens: {
    bihuan_app: 'select, insert, delete',
    bihuan_worker: 'select, delete',
  },
  transitions: {
    bihuan_app: 'select',
    bihuan_auditor: 'select',
  },
  users: {
    bihuan_app: 'select, insert, update',
    bihuan_worker: 'select (park_id, id)',
    bihuan_auditor: 'select',
  },
  webhook_deliveries: {
    bihuan_app: 'select, update (state, attempts, not_before, done_at)',
    bihuan_worker: 'select, insert, update',
  },
  webhooks: {
    bihuan_app: 'select, insert, update, delete',
    bihuan_worker: 'select, update (disabled_at, disabled_why)',
  },
}

import { defineModule } from '../../kernel/module.ts'
import { amendEnterprise } from './amend-enterprise.ts'
import { enterpriseCard } from './card.ts'
import { classifyEnterprise } from './classify-enterprise.ts'
import { listDuplicates } from './duplicates.ts'
import { importEnterprises } from './import-enterprises.ts'
import { mergeEnterprise } from './merge-enterprise.ts'
import { enterpriseChanges, listEnterprises } from './queries.ts'
import { registerEnterprise } from './register-enterprise.ts'
import { showContact } from './show-contact.ts'
import { tagEnterprise } from './tag-enterprise.ts'
import { unmergeEnterprise } from './unmerge-enterprise.ts'
import { words } from './words.ts'

export const enterprisesModule = defineModule({
  name: 'enterprises',
  owns: [
    'enterprises',
    'enterprise_changes',
    'enterprise_facts',
    'enterprise_former_names',
    'enterprise_masters',
    'enterprise_tags',
  ],
  commands: [
    showContact,
    registerEnterprise,
    amendEnterprise,
    classifyEnterprise,
    tagEnterprise,
    mergeEnterprise,
    unmergeEnterprise,
    importEnterprises,
  ],
  queries: [listEnterprises, listDuplicates, enterpriseCard, enterpriseChanges],
  words: [words],
})

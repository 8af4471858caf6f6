/** The park that the first start makes out of `samples/ledger.xlsx`; the script that writes that ledger uses its departments. */
export const SAMPLE_PARK = {
  code: 'sample',
  name: '示例产业园',
  user: '示例交办员',
  departments: [
    '企业服务中心',
    '经济发展局',
    '建设管理局',
    '自然资源分局',
    '生态环境分局',
    '行政审批局',
    '应急管理局',
    '人社分局',
    '招商合作局',
    '财政金融局',
  ],
} as const

import type { ImportedField } from '../enterprises/contract.ts'
import type { FieldSpelling } from './spellings.ts'

/** What a register of enterprises records, by the names we give it. */
export type RegisterField = Exclude<ImportedField, 'industry'> | 'industry_code' | 'industry'

/** Names in one line, apart by blanks. */
const listed = (names: string): readonly string[] => names.split(/\s+/)

/** The columns of a register, in the order in which offices keep them, and how they head them. */
export const REGISTER_FIELDS: readonly FieldSpelling<RegisterField>[] = [
  {
    field: 'name',
    title: '企业名称',
    names: listed(
      `企业 企业全称 单位名称 单位全称 市场主体 市场主体名称 公司名称 公司全称 主体名称 经营主体 经营主体名称 单位详细名称`,
    ),
    weak: { 名称: 70, 单位: 60, 公司: 60, 主体: 60, 字号: 50 },
    pattern: /^(?:企业|公司|单位|主体|市场主体).{0,4}(?:名称|全称|名)$/,
  },
  {
    field: 'code',
    title: '统一社会信用代码',
    names: listed(
      `信用代码 社会信用代码 统一信用代码 统一代码 统一社会信用码 统一社会信用代码证号 组织机构代码/统一社会信用代码`,
    ),
    weak: { 机构代码: 60, 代码: 50 },
    pattern: /信用代?码/,
  },
  {
    field: 'kind',
    title: '主体类型',
    names: listed(`市场主体类型 企业类型 单位类型 机构类型 类型 主体类别 单位性质 主体性质`),
    weak: { 性质: 50, 类别: 45 },
  },
  {
    field: 'size',
    title: '企业规模',
    names: listed(
      `规模 规模类型 企业规模类型 单位规模 规模类别 企业规模划型 企业划型 划型 规模划分 大中小微 大中小微型 大中小微企业 统计规模`,
    ),
    pattern: /(?:规模|划型)(?:类型|类别|划分)?$|大中小微/,
  },
  {
    field: 'industry_code',
    title: '行业代码',
    names: listed(`国民经济行业代码 行业小类代码 行业大类代码 行业编码 所属行业代码`),
    pattern: /行业.{0,6}(?:代码|编码)/,
  },
  {
    field: 'industry',
    title: '行业',
    names: listed(
      `所属行业 行业名称 行业类别 行业分类 国民经济行业 国民经济行业分类 国民经济行业名称 行业大类 行业门类 行业小类 产业类别 主营行业`,
    ),
    pattern: /行业(?:名称|类别|分类|类型|大类|门类)?$/,
  },
  {
    field: 'above_size',
    title: '是否规上',
    names: listed(`规上 规上企业 是否规上企业 规模以上 是否规模以上 规上/规下 是否四上 四上企业 是否“四上”`),
    pattern: /规上|规模以上|四上/,
  },
  {
    field: 'tags',
    title: '标签',
    names: listed(`企业标签 标识 称号 企业称号 荣誉 资质 资质荣誉 企业资质 特色标签 企业类别标签`),
    pattern: /标签$/,
  },
  {
    field: 'officer',
    title: '服务专员',
    names: listed(
      `专员 企业服务专员 联系人（园区） 联点干部 联点专员 服务干部 帮扶干部 联系干部 驻企专员 驻企干部 挂点干部 包联干部 联企干部 服务员 联络专员 园区联系人`,
    ),
    pattern: /专员$|(?:联点|帮扶|联系|驻企|挂点|包联|联企|包保|服务)干部/,
  },
  {
    field: 'contact_name',
    title: '联系人',
    names: listed(
      `企业联系人 联系人姓名 联络人 企业联络员 联络员 负责人 企业负责人 经办人 法人 法定代表人 法人代表`,
    ),
    weak: { 负责人: 70, 企业负责人: 75, 经办人: 60, 法人: 50, 法定代表人: 55, 法人代表: 55, 姓名: 40 },
    pattern: /联系人$|联络人$|联络员$/,
  },
  {
    field: 'contact_phone',
    title: '联系电话',
    names: listed(
      `电话 手机 手机号 手机号码 联系方式 电话号码 联系手机 联系人电话 联系人手机 联系人联系方式 固定电话`,
    ),
    weak: { 固定电话: 60 },
    pattern: /电话$|手机号?码?$|联系方式$/,
  },
  {
    field: 'address',
    title: '地址',
    names: listed(
      `企业地址 注册地址 经营地址 生产经营地址 经营场所 住所 详细地址 通讯地址 所在地址 单位地址 厂址 办公地址`,
    ),
    weak: { 注册地址: 80, 住所: 70, 通讯地址: 60 },
    pattern: /地址$|经营场所$/,
  },
]

const TITLES: ReadonlyMap<RegisterField, string> = new Map(
  REGISTER_FIELDS.map(({ field, title }) => [field, title]),
)

/** How we head the column of a field. */
export const registerTitle = (field: RegisterField): string => TITLES.get(field) ?? field

/**
 * What one yearly notice of the State Council (国务院办公厅关于节假日安排的通知) says, with its later amendments.
 * Days are `MM-DD` in the year of the notice, or `YYYY-MM-DD` where the end of the year before is meant; a slash
 * joins the first and the last day of a range. What is not listed follows the week.
 */
export type OfficialYear = {
  readonly year: number
  /** Where the notices stand, the amending one last. */
  readonly notices: readonly string[]
  readonly holidays: readonly {
    readonly name: string
    /** Days and ranges without work, the weekends among them included. */
    readonly off: readonly string[]
    /** Saturdays and Sundays worked in exchange. */
    readonly work?: readonly string[]
  }[]
}

/**
 * The official days of 2007-2026. The facts are the State Council's, from the notice named in each year; they were
 * compiled into this table and cross-checked day by day against NateScarlet/holiday-cn (MIT). Names are those of the
 * notices. New Year belongs to the notice of the new year, so a year's last days of December may stand in the next.
 * Left out: 2020-02-03, which the amendment of 2020 names as the first day of work, a Monday like any other.
 */
export const OFFICIAL_YEARS: readonly OfficialYear[] = [
  {
    year: 2007,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2008-03/28/content_1761.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'], work: ['2006-12-30', '2006-12-31'] },
      { name: '春节', off: ['02-18/02-24'], work: ['02-17', '02-25'] },
      { name: '“五一”', off: ['05-01/05-07'], work: ['04-28', '04-29'] },
      { name: '“十一”', off: ['10-01/10-07'], work: ['09-29', '09-30'] },
    ],
  },
  {
    year: 2008,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2008-03/28/content_1645.htm'],
    holidays: [
      { name: '元旦', off: ['2007-12-30/2008-01-01'], work: ['2007-12-29'] },
      { name: '春节', off: ['02-06/02-12'], work: ['02-02', '02-03'] },
      { name: '清明节', off: ['04-04/04-06'] },
      { name: '“五一”国际劳动节', off: ['05-01/05-03'], work: ['05-04'] },
      { name: '端午节', off: ['06-07/06-09'] },
      { name: '中秋节', off: ['09-13/09-15'] },
      { name: '国庆节', off: ['09-29/10-05'], work: ['09-27', '09-28'] },
    ],
  },
  {
    year: 2009,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2008-12/10/content_1572.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'], work: ['01-04'] },
      { name: '春节', off: ['01-25/01-31'], work: ['01-24', '02-01'] },
      { name: '清明节', off: ['04-04/04-06'] },
      { name: '劳动节', off: ['05-01/05-03'] },
      { name: '端午节', off: ['05-28/05-30'], work: ['05-31'] },
      { name: '国庆节、中秋节', off: ['10-01/10-08'], work: ['09-27', '10-10'] },
    ],
  },
  {
    year: 2010,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2009-12/08/content_1476.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'] },
      { name: '春节', off: ['02-13/02-19'], work: ['02-20', '02-21'] },
      { name: '清明节', off: ['04-03/04-05'] },
      { name: '劳动节', off: ['05-01/05-03'] },
      { name: '端午节', off: ['06-14/06-16'], work: ['06-12', '06-13'] },
      { name: '中秋节', off: ['09-22/09-24'], work: ['09-19', '09-25'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-26', '10-09'] },
    ],
  },
  {
    year: 2011,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2010-12/10/content_1423.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'] },
      { name: '春节', off: ['02-02/02-08'], work: ['01-30', '02-12'] },
      { name: '清明节', off: ['04-03/04-05'], work: ['04-02'] },
      { name: '劳动节', off: ['04-30/05-02'] },
      { name: '端午节', off: ['06-04/06-06'] },
      { name: '中秋节', off: ['09-10/09-12'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['10-08', '10-09'] },
    ],
  },
  {
    year: 2012,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2011-12/06/content_1411.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'], work: ['2011-12-31'] },
      { name: '春节', off: ['01-22/01-28'], work: ['01-21', '01-29'] },
      { name: '清明节', off: ['04-02/04-04'], work: ['03-31', '04-01'] },
      { name: '劳动节', off: ['04-29/05-01'], work: ['04-28'] },
      { name: '端午节', off: ['06-22/06-24'] },
      { name: '中秋节、国庆节', off: ['09-30/10-07'], work: ['09-29'] },
    ],
  },
  {
    year: 2013,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2012-12/10/content_1353.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'], work: ['01-05', '01-06'] },
      { name: '春节', off: ['02-09/02-15'], work: ['02-16', '02-17'] },
      { name: '清明节', off: ['04-04/04-06'], work: ['04-07'] },
      { name: '劳动节', off: ['04-29/05-01'], work: ['04-27', '04-28'] },
      { name: '端午节', off: ['06-10/06-12'], work: ['06-08', '06-09'] },
      { name: '中秋节', off: ['09-19/09-21'], work: ['09-22'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-29', '10-12'] },
    ],
  },
  {
    year: 2014,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2014-01/02/content_1194.htm'],
    holidays: [
      { name: '元旦', off: ['01-01'] },
      { name: '春节', off: ['01-31/02-06'], work: ['01-26', '02-08'] },
      { name: '清明节', off: ['04-05', '04-07'] },
      { name: '劳动节', off: ['05-01/05-03'], work: ['05-04'] },
      { name: '端午节', off: ['06-02'] },
      { name: '中秋节', off: ['09-08'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-28', '10-11'] },
    ],
  },
  {
    year: 2015,
    notices: [
      'http://www.gov.cn/zhengce/zhengceku/2014-12/16/content_9302.htm',
      'http://www.gov.cn/zhengce/zhengceku/2015-05/13/content_9742.htm',
    ],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'], work: ['01-04'] },
      { name: '春节', off: ['02-18/02-24'], work: ['02-15', '02-28'] },
      { name: '清明节', off: ['04-05/04-06'] },
      { name: '劳动节', off: ['05-01'] },
      { name: '端午节', off: ['06-20', '06-22'] },
      { name: '抗日战争暨世界反法西斯战争胜利70周年纪念日', off: ['09-03/09-05'], work: ['09-06'] },
      { name: '中秋节', off: ['09-27'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['10-10'] },
    ],
  },
  {
    year: 2016,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2015-12/10/content_10394.htm'],
    holidays: [
      { name: '元旦', off: ['01-01'] },
      { name: '春节', off: ['02-07/02-13'], work: ['02-06', '02-14'] },
      { name: '清明节', off: ['04-04'] },
      { name: '劳动节', off: ['05-01/05-02'] },
      { name: '端午节', off: ['06-09/06-11'], work: ['06-12'] },
      { name: '中秋节', off: ['09-15/09-17'], work: ['09-18'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['10-08', '10-09'] },
    ],
  },
  {
    year: 2017,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2016-12/01/content_5141603.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-02'] },
      { name: '春节', off: ['01-27/02-02'], work: ['01-22', '02-04'] },
      { name: '清明节', off: ['04-02/04-04'], work: ['04-01'] },
      { name: '劳动节', off: ['05-01'] },
      { name: '端午节', off: ['05-28/05-30'], work: ['05-27'] },
      { name: '中秋节、国庆节', off: ['10-01/10-08'], work: ['09-30'] },
    ],
  },
  {
    year: 2018,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2017-11/30/content_5243579.htm'],
    holidays: [
      { name: '元旦', off: ['01-01'] },
      { name: '春节', off: ['02-15/02-21'], work: ['02-11', '02-24'] },
      { name: '清明节', off: ['04-05/04-07'], work: ['04-08'] },
      { name: '劳动节', off: ['04-29/05-01'], work: ['04-28'] },
      { name: '端午节', off: ['06-18'] },
      { name: '中秋节', off: ['09-24'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-29', '09-30'] },
    ],
  },
  {
    year: 2019,
    notices: [
      'http://www.gov.cn/zhengce/zhengceku/2018-12/06/content_5346276.htm',
      'http://www.gov.cn/zhengce/zhengceku/2019-03/22/content_5375877.htm',
    ],
    holidays: [
      { name: '元旦', off: ['2018-12-30/2019-01-01'], work: ['2018-12-29'] },
      { name: '春节', off: ['02-04/02-10'], work: ['02-02', '02-03'] },
      { name: '清明节', off: ['04-05'] },
      { name: '劳动节', off: ['05-01/05-04'], work: ['04-28', '05-05'] },
      { name: '端午节', off: ['06-07'] },
      { name: '中秋节', off: ['09-13'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-29', '10-12'] },
    ],
  },
  {
    year: 2020,
    notices: [
      'http://www.gov.cn/zhengce/zhengceku/2019-11/21/content_5454164.htm',
      'http://www.gov.cn/zhengce/zhengceku/2020-01/27/content_5472352.htm',
    ],
    holidays: [
      { name: '元旦', off: ['01-01'] },
      { name: '春节', off: ['01-24/02-02'], work: ['01-19'] },
      { name: '清明节', off: ['04-04/04-06'] },
      { name: '劳动节', off: ['05-01/05-05'], work: ['04-26', '05-09'] },
      { name: '端午节', off: ['06-25/06-27'], work: ['06-28'] },
      { name: '国庆节、中秋节', off: ['10-01/10-08'], work: ['09-27', '10-10'] },
    ],
  },
  {
    year: 2021,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2020-11/25/content_5564127.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'] },
      { name: '春节', off: ['02-11/02-17'], work: ['02-07', '02-20'] },
      { name: '清明节', off: ['04-03/04-05'] },
      { name: '劳动节', off: ['05-01/05-05'], work: ['04-25', '05-08'] },
      { name: '端午节', off: ['06-12/06-14'] },
      { name: '中秋节', off: ['09-19/09-21'], work: ['09-18'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-26', '10-09'] },
    ],
  },
  {
    year: 2022,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'] },
      { name: '春节', off: ['01-31/02-06'], work: ['01-29', '01-30'] },
      { name: '清明节', off: ['04-03/04-05'], work: ['04-02'] },
      { name: '劳动节', off: ['04-30/05-04'], work: ['04-24', '05-07'] },
      { name: '端午节', off: ['06-03/06-05'] },
      { name: '中秋节', off: ['09-10/09-12'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['10-08', '10-09'] },
    ],
  },
  {
    year: 2023,
    notices: ['http://www.gov.cn/zhengce/zhengceku/2022-12/08/content_5730844.htm'],
    holidays: [
      { name: '元旦', off: ['2022-12-31/2023-01-02'] },
      { name: '春节', off: ['01-21/01-27'], work: ['01-28', '01-29'] },
      { name: '清明节', off: ['04-05'] },
      { name: '劳动节', off: ['04-29/05-03'], work: ['04-23', '05-06'] },
      { name: '端午节', off: ['06-22/06-24'], work: ['06-25'] },
      { name: '中秋节、国庆节', off: ['09-29/10-06'], work: ['10-07', '10-08'] },
    ],
  },
  {
    year: 2024,
    notices: ['https://www.gov.cn/zhengce/zhengceku/202310/content_6911528.htm'],
    holidays: [
      { name: '元旦', off: ['01-01'] },
      { name: '春节', off: ['02-10/02-17'], work: ['02-04', '02-18'] },
      { name: '清明节', off: ['04-04/04-06'], work: ['04-07'] },
      { name: '劳动节', off: ['05-01/05-05'], work: ['04-28', '05-11'] },
      { name: '端午节', off: ['06-10'] },
      { name: '中秋节', off: ['09-15/09-17'], work: ['09-14'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-29', '10-12'] },
    ],
  },
  {
    year: 2025,
    notices: ['https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm'],
    holidays: [
      { name: '元旦', off: ['01-01'] },
      { name: '春节', off: ['01-28/02-04'], work: ['01-26', '02-08'] },
      { name: '清明节', off: ['04-04/04-06'] },
      { name: '劳动节', off: ['05-01/05-05'], work: ['04-27'] },
      { name: '端午节', off: ['05-31/06-02'] },
      { name: '国庆节、中秋节', off: ['10-01/10-08'], work: ['09-28', '10-11'] },
    ],
  },
  {
    year: 2026,
    notices: ['https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm'],
    holidays: [
      { name: '元旦', off: ['01-01/01-03'], work: ['01-04'] },
      { name: '春节', off: ['02-15/02-23'], work: ['02-14', '02-28'] },
      { name: '清明节', off: ['04-04/04-06'] },
      { name: '劳动节', off: ['05-01/05-05'], work: ['05-09'] },
      { name: '端午节', off: ['06-19/06-21'] },
      { name: '国庆节', off: ['10-01/10-07'], work: ['09-20', '10-10'] },
      { name: '中秋节', off: ['09-25/09-27'] },
    ],
  },
]

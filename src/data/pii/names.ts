import { matchAt } from './context.ts'
import type { Rule } from './rule.ts'

/** The most frequent family names, of about nine in ten people. */
const family =
  '欧阳|司马|上官|诸葛|东方|皇甫|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文]'
const chinese = new RegExp(`(?:${family})[\\u4E00-\\u9FFF]{1,2}`, 'y')
const label = /\s?[:：]\s?/y
const english = /[A-Z][a-z'’-]{1,15}(?: [A-Z]\.)?(?: [A-Z][a-z'’-]{1,15}){1,2}/y

/** Names of people after a label: 姓名：, Name:. Names in running text need a model and are not looked for. */
export const personName: Rule = {
  anchors: [],
  words: ['name', 'applicant', 'patient', '姓名', '联系人', '收件人', '申请人', '户名', '负责人'],
  find: (text, { end }) => {
    const between = matchAt(label, text, end)
    if (!between) return undefined
    const start = end + between[0].length
    const match = matchAt(chinese, text, start) ?? matchAt(english, text, start)
    return match ? { start, end: start + match[0].length, certainty: 'named' } : undefined
  },
}

import { isChinese } from '../language/index.ts'
import type { Filter } from './filter.ts'
import { linesOf } from './lines.ts'

/**
 * Phrases of the furniture of web pages, in English and Chinese: scripts and cookies, rights and terms, who edited and who
 * may copy, and what to click.
 */
const furniture = new RegExp(
  [
    'javascript|cookie policy|privacy policy|terms of (?:use|service)|uses? cookies|all rights reserved',
    '隐私政策|隱私政策|用户协议|使用條款|版权所有|版權所有|ICP备|启用脚本|未经授权|转载请注明|轉載請註明|(?:责任编辑|責任編輯)[:：]',
    '点击(?:这里|此处|查看|进入|下载|阅读|关注|上方|下方)|點擊(?:這裡|此處|查看|進入|下載|閱讀)|扫描二维码|长按二维码',
  ].join('|'),
  'i',
)
/** Lines that consist of nothing but places to go. */
const navigation =
  /^(?:(?:home|next|previous|prev|back to top|top|read more|share|print|log ?in|sign (?:in|up)|skip to (?:main )?content|上一[页頁篇章]|下一[页頁篇章]|[首尾末][页頁]|返回(?:首页|首頁|顶部|頂部|目录|目錄|列表)|分享到?|打印|登录|登錄|注册|註冊|更多|收藏|加入收藏|设为首页)[\s|›»«‹·•>/-]*)+$/i

/** Furniture stands in short lines; a paragraph that mentions "terms of use" is text. Chinese needs fewer characters. */
const longestFurniture = { words: 200, chinese: 60 }

/**
 * Cuts short lines that belong to a web page rather than to its text: a milder form, for text of any source, of what C4
 * (Raffel et al. 2020, section 2.2) cuts, with Chinese counterparts. Pages with filler text are rejected, and those with
 * more than one curly bracket in 1,000 characters outside of listings (code; C4: with any).
 */
export function boilerplateFilter(): Filter {
  return {
    name: 'boilerplate',
    apply: document => {
      const text = withoutFurniture(document.text)
      if (text === '') return { reason: 'nothing but furniture' }
      if (/lorem ipsum/i.test(text)) return { reason: 'lorem ipsum' }
      const brackets = (curlyBrackets(text) * 1000) / text.length
      if (brackets > 1) return { reason: 'curly brackets per 1,000 characters: more than 1', value: brackets }
      return text === document.text ? document : { ...document, text }
    },
  }
}

/** Curly brackets outside of listings: what is marked as code was kept on purpose, and is no leftover of a script. */
function curlyBrackets(text: string): number {
  if (!text.includes('{') && !text.includes('}')) return 0
  const { count, starts, ends } = linesOf(text)
  let brackets = 0
  let fence = 0 // backticks with which the listing around began
  for (let i = 0; i < count; i++) {
    const [start, end] = [starts[i]!, ends[i]!]
    const ticks = backticksAt(text, start)
    if (fence > 0) {
      if (ticks >= fence && start + ticks === end) fence = 0
    } else if (ticks >= 3) fence = ticks
    else
      for (let at = start; at < end; at++) {
        const unit = text.charCodeAt(at)
        if (unit === 123 || unit === 125) brackets++
      }
  }
  return brackets
}

function backticksAt(text: string, start: number): number {
  let end = start
  while (text.charCodeAt(end) === 96) end++
  return end - start
}

function withoutFurniture(text: string): string {
  const { count, starts, ends } = linesOf(text)
  let kept = ''
  let from = 0
  for (let i = 0; i < count; i++) {
    const [start, end] = [starts[i]!, ends[i]!]
    if (end - start > longestFurniture.words) continue
    const line = text.slice(start, end)
    if (!furniture.test(line) && !navigation.test(line)) continue
    if (end - start > longestFurniture.chinese && isChinese(line)) continue
    kept += text.slice(from, start)
    const feed = text.indexOf('\n', end)
    from = feed < 0 ? text.length : feed + 1
  }
  return (from === 0 ? text : kept + text.slice(from)).trim()
}

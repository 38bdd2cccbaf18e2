/** How far before a value the word that names it may stand. */
const reach = 48

/** What may stand between a word and the value that it names. There is one way to read it, so it is quick to fail. */
const between =
  '(?:[\\s:：=#*"\'“”‘’(（\\[【<>,，.、/]|numbers?|nr|no|num|id|code|is|are|was|reads?|under|my|the|his|her|and|[号號码碼为為是]|编号|編號|字[号號])*'

/** A pattern for {@link named}: one of the words, then nothing but a colon, "number is" and the like. */
export function cue(words: string): RegExp {
  return new RegExp(`(?:${words})${between}$`, 'i')
}

/** Whether a word before `start` names what stands there. */
export function named(text: string, start: number, pattern: RegExp): boolean {
  return pattern.test(text.slice(Math.max(0, start - reach), start))
}

/** What stands before a place in its sentence and its line, so many characters of it at most. */
export function sentenceBefore(text: string, start: number, most: number): string {
  const before = text.slice(Math.max(0, start - most), start)
  const ends = before.match(/^.*(?:[\n!?。！？]|(?<!\b(?:tel|no|nr|ph|mob|acct))\.\s)/is)
  return ends ? before.slice(ends[0].length) : before
}

/** The match of a sticky pattern at a place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

/** Words that say that a number is of a thing. */
const thing =
  /(?:(?<![a-z])(?:isbn|issn|doi|order|invoice|serial|item|part|model|ticket|tracking|parcel|reference|ref|sku|build|commit|version|transaction|timestamp|cas|gift code|code|ups)|书号|订单|单号|流水|序列|批号|编码|编号|零件|物流|工单|发票|时间戳|运单|顺丰|兑换码|代号)[^\n。.!?！？]{0,24}$/i

/** Whether the words before say that a number belongs to a thing: an order, a book, a parcel. */
export function ofThing(text: string, start: number): boolean {
  return thing.test(text.slice(Math.max(0, start - 40), start))
}

/** Whether a number begins here, rather than going on from a decimal, a version or a longer code. */
export function standsAlone(text: string, start: number): boolean {
  const before = text[start - 1] ?? ' '
  if (/[\w.,/\\=&%~^$£€#-]/.test(before)) return !/[\w/\\=&%~^$£€#-]/.test(before) && !/\d/.test(text[start - 2] ?? ' ')
  return true
}

/** Whether a number ends here. */
export function endsAlone(text: string, end: number): boolean {
  return !/^(?:[\w%]|[.,:/-]\d)/.test(text.slice(end, end + 2))
}

/** Whether a place lies in the address of a page. */
export function insideLink(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 200), start)
  return /(?:https?:\/\/|www\.)[^\s<>"'（），。]*$/i.test(before)
}

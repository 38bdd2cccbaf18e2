import PostalMime, { type Email } from 'postal-mime'
import { msg, phraseOf } from '../../../errors/index.ts'
import { decodePage, extractPage } from '../../extract/index.ts'
import { byteLines, fileBytes, wholeFile } from './bytes.ts'
import type { PageFields } from './page.ts'
import { damaged, type FileRecord, maximumRecordBytes, tooLong } from './record.ts'

/** A message of its own (RFC 5322). */
export async function* messageRecords(path: string): AsyncGenerator<FileRecord> {
  yield await messageRecord(0, await wholeFile(path))
}

/** The messages of an mbox file (RFC 4155): each begins after a blank line with one that starts `From `. */
export async function* mailboxRecords(path: string): AsyncGenerator<FileRecord> {
  let lines: Buffer[] = []
  let length = 0
  let index = 0
  let blank = true
  let open = false
  const message = async () => {
    const whole = length > maximumRecordBytes ? undefined : Buffer.concat(lines)
    return whole ? messageRecord(index++, whole) : damaged(index++, tooLong)
  }
  for await (const line of byteLines(fileBytes(path))) {
    if (blank && line?.subarray(0, 5).equals(separator)) {
      if (open) yield await message()
      open = true
      lines = []
      length = 0
    } else {
      const unquoted = line && /^>+From /.test(line.subarray(0, 20).toString('latin1')) ? line.subarray(1) : line
      length += unquoted ? unquoted.length + 1 : maximumRecordBytes + 1
      if (length > maximumRecordBytes) lines = []
      else lines.push(unquoted!, newline)
    }
    blank = line !== undefined && (line.length === 0 || (line.length === 1 && line[0] === 13))
  }
  if (open) yield await message()
  else if (length > 0) yield damaged(0, 'not a mailbox', msg`expected a line that starts "From "`)
}

const separator = Buffer.from('From ')
const newline = Buffer.from('\n')

/** What a person would read of a message: its plain text, or that of its HTML. */
async function messageRecord(index: number, bytes: Buffer): Promise<FileRecord> {
  let mail: Email
  try {
    mail = await parsed(bytes)
  } catch (cause) {
    return damaged(index, 'not a message', phraseOf(cause))
  }
  const plain = mail.text?.trim()
  const found = plain ? { text: plain } : mail.html ? extractPage(mail.html) : { reason: 'no text' }
  if ('reason' in found) return { index, reason: found.reason, damaged: false }
  const sent = mail.date ? Date.parse(mail.date) : Number.NaN
  const value: PageFields = {
    text: found.text,
    ...(mail.subject ? { title: mail.subject } : {}),
    ...(Number.isNaN(sent) ? {} : { date: new Date(sent).toISOString().slice(0, 10) }),
  }
  return { index, value }
}

/** A message with the character sets that it declares; where it declares none, or a wrong one, as its bytes read best. */
async function parsed(bytes: Buffer): Promise<Email> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 50 })
  if (brokenCharacters(mail) === 0) return mail
  const other = await PostalMime.parse(decodePage(bytes).text, { maxNestingDepth: 50 })
  return brokenCharacters(other) < brokenCharacters(mail) ? other : mail
}

function brokenCharacters({ text = '', html = '' }: Email): number {
  return (text || html).split('\ufffd').length - 1
}

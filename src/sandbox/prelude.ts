/**
 * JavaScript that runs inside the guest before the untrusted code. It makes `console.log` and returns the functions that
 * turn values into bounded text. They run in the guest, under its limits, because a hostile value (a proxy, a getter, a
 * `toString`) must never be touched by host code. The primitives they use are bound before the untrusted code can
 * replace them; where a prototype is tampered with, only the guest's own output suffers.
 */
export function guestPrelude(outputCharacters: number): string {
  return `(() => {
  'use strict'
  const limit = ${outputCharacters}
  const call = Function.prototype.call
  const slice = call.bind(String.prototype.slice)
  const mapEntries = call.bind(Map.prototype.entries)
  const setValues = call.bind(Set.prototype.values)
  const text = String, stringify = JSON.stringify, listOf = Array.from, arrayIs = Array.isArray, isView = ArrayBuffer.isView
  const ErrorType = Error, MapType = Map, SetType = Set
  let printed = '', lines = 0
  const cut = value => (value.length > limit ? slice(value, 0, limit) + '…' : value)
  const failure = error => {
    if (error === null) return 'InternalError: out of memory' // what QuickJS throws when not even an error fits
    if (typeof error !== 'object' || !(error instanceof ErrorType)) return 'Error: ' + describe(error)
    return text(error.name) + ': ' + text(error.message)
  }
  const describe = value => {
    if (value === null || typeof value !== 'object') return text(value)
    if (value instanceof ErrorType) return failure(value)
    if (isView(value)) value = listOf(value)
    if (value instanceof MapType) value = listOf(mapEntries(value))
    else if (value instanceof SetType) value = listOf(setValues(value))
    try {
      return stringify(value) ?? text(value)
    } catch {
      return arrayIs(value) ? '[array]' : '[object]'
    }
  }
  const print = line => {
    if (printed.length > limit) return
    printed += (lines++ === 0 ? '' : '\\n') + cut(line)
  }
  globalThis.console = { log: (...values) => {
    if (printed.length > limit) return
    let line = ''
    for (let i = 0; i < values.length; i++) line += (i === 0 ? '' : ' ') + cut(describe(values[i]))
    print(line)
  } }
  return {
    succeed: value => { if (value !== undefined || lines === 0) print(describe(value)); return cut(printed) },
    fail: error => { print(cut(failure(error))); return cut(printed) },
  }
})()`
}

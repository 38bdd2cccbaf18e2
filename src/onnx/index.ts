export { valueName } from './lowering.ts'
export { graphHash, type Port, type Signature, signatureOf, toOnnx } from './model.ts'

import { create, toBinary } from '@bufbuild/protobuf'
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf'
import type { DType, Shape } from '../graph/index.ts'
import {
  type AttributeValue,
  type EmittedBody,
  type EmittedConstant,
  type EmittedNode,
  microsoft,
  readsOf,
} from './emitter.ts'
import { elementType, valueName } from './lowering.ts'
import type { Lowered } from './model.ts'

const irVersion = 10n
const onnxOpset = 23n
const microsoftOpset = 1n

/**
 * The bytes of a lowered graph. Nodes carry the names of their layers, for profiles and viewers, unless they are left
 * out to compare graphs.
 */
export function encode({ emitter, signature, results }: Lowered, withScopes: boolean): Uint8Array<ArrayBuffer> {
  const final = (name: string) => results.get(name) ?? name
  const node = ({ op, domain, inputs, outputs, attributes, scope }: EmittedNode): NodeProto =>
    create(NodeProtoSchema, {
      opType: op,
      domain,
      name: withScopes && scope !== '' ? `${scope}/${final(outputs[0]!)}` : final(outputs[0]!),
      input: inputs.map(final),
      output: outputs.map(final),
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value, body)),
    })
  const body = ({ nodes, constants, inputs, outputs }: EmittedBody): GraphProto =>
    create(GraphProtoSchema, {
      name: 'body',
      node: nodes.map(node),
      initializer: initializers(nodes, constants),
      input: inputs.map(({ name, dtype, shape }) => valueInfo(name, dtype, shape)),
      output: outputs.map(({ name, dtype, shape }) => valueInfo(name, dtype, shape)),
    })
  const updates = new Set(signature.updates)
  const graph = create(GraphProtoSchema, {
    name: 'instar',
    node: emitter.nodes.map(node),
    initializer: initializers(emitter.nodes, emitter.constants),
    input: [
      ...signature.inputs.map(({ name, dtype, shape }) => valueInfo(valueName.input(name), dtype, shape)),
      ...signature.states.map(({ name, dtype, shape }) => valueInfo(valueName.state(name), dtype, shape)),
    ],
    output: [
      ...signature.outputs.map(({ name, dtype, shape }) => valueInfo(valueName.output(name), dtype, shape)),
      ...signature.states
        .filter(({ name }) => updates.has(name))
        .map(({ name, dtype, shape }) => valueInfo(valueName.next(name), dtype, shape)),
    ],
  })
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: 'instar',
    graph,
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: onnxOpset }),
      create(OperatorSetIdProtoSchema, { domain: microsoft, version: microsoftOpset }),
    ],
  })
  return toBinary(ModelProtoSchema, model)
}

function initializers(nodes: readonly EmittedNode[], constants: ReadonlyMap<string, EmittedConstant>): TensorProto[] {
  const used = new Set(nodes.flatMap(readsOf))
  return [...constants].filter(([name]) => used.has(name)).map(([name, value]) => tensor(name, value))
}

function tensor(name: string, { data, dims, dtype }: EmittedConstant): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: elementType[dtype],
    dims: dims.map(BigInt),
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  })
}

function attribute(name: string, value: AttributeValue, graph: (body: EmittedBody) => GraphProto): AttributeProto {
  const type = AttributeProto_AttributeType
  if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: type.INT, i: BigInt(value) })
  if (typeof value === 'string')
    return create(AttributeProtoSchema, { name, type: type.STRING, s: new TextEncoder().encode(value) })
  if ('float' in value) return create(AttributeProtoSchema, { name, type: type.FLOAT, f: value.float })
  if ('data' in value) return create(AttributeProtoSchema, { name, type: type.TENSOR, t: tensor('', value) })
  if ('nodes' in value) return create(AttributeProtoSchema, { name, type: type.GRAPH, g: graph(value) })
  return create(AttributeProtoSchema, { name, type: type.INTS, ints: value.map(BigInt) })
}

function valueInfo(name: string, dtype: DType, shape: Shape): ValueInfoProto {
  const dim = shape.map(size =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'number' ? { case: 'dimValue', value: BigInt(size) } : { case: 'dimParam', value: size },
    }),
  )
  const tensorType = create(TypeProto_TensorSchema, {
    elemType: elementType[dtype],
    shape: create(TensorShapeProtoSchema, { dim }),
  })
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }),
  })
}

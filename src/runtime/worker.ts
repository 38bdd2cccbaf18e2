import { parentPort } from 'node:worker_threads'
import * as ort from 'onnxruntime-node'
import { serve } from './serve.ts'

/** The engine's thread in Node. */
const port = parentPort!
serve(
  {
    listen: handle => port.on('message', handle),
    post: response => port.postMessage(response),
    close: () => port.close(),
  },
  async ({ provider }) => {
    if (provider !== 'cpu') ort.env.logLevel = 'fatal' // what is wrong with a driver is thrown as well
    return ort
  },
)

/** The web worker in which ONNX Runtime computes, so that the page stays free. */
import { serveEngine } from 'instar/runtime'

serveEngine()

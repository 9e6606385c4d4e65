export { VAD } from "./vad.js";
export { MicVAD, getDefaultRealTimeVADOptions } from "./mic.js";
export { NonRealTimeVAD } from "./recording.js";
export const DEFAULT_MODEL = "v6";

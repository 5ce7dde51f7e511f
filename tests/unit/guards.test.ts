import ts from 'typescript';
import { filesIn, textOf, walk } from '../support/repository';

const typescript = /(?<!\.d)\.ts$/;
const shipped = filesIn(['commands', 'core', 'nodes', 'credentials', 'database'], typescript);
const code = [...shipped, ...filesIn(['stack', 'bench'], typescript)];

/** Where in some files `isWrong` says something; the syntax tree is asked, so that words in texts do not count. */
function found(paths: readonly string[], isWrong: (node: ts.Node) => string | undefined): string[] {
	return paths.flatMap((path) => {
		const problems: string[] = [];
		walk(path, (node, where) => {
			const problem = isWrong(node);
			if (problem !== undefined) problems.push(`${where}: ${problem}`);
		});
		return problems;
	});
}

test('there is something to guard', () => {
	expect(shipped.length).toBeGreaterThan(20);
});

test('no value is of type any, and none is only called a string', () => {
	const problems = found(code, (node) => {
		if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
		if (ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.StringKeyword) return 'as string';
		return undefined;
	});
	expect(problems).toEqual([]);
});

test('nothing is left to be done, or written for one machine', () => {
	const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'].join('|')})\\b`);
	const local = /(?<![\w.])\/(work|root|tmp\/plan)\//;
	const texts = filesIn(['.'], /\.(ts|js|mjs|json|sql|md|sh|svg|ya?ml)$|^\.ci\/run$/).filter(
		(path) => !path.endsWith('package-lock.json'),
	);
	const problems = texts.flatMap((path) =>
		textOf(path)
			.split('\n')
			.flatMap((line, index) =>
				unfinished.test(line) || local.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
			),
	);
	expect(problems).toEqual([]);
});

test('no file is longer than 300 lines', () => {
	const lines = (path: string) => textOf(path).trimEnd().split('\n').length;
	expect(code.filter((path) => lines(path) > 300).map((path) => `${path}: ${lines(path)} lines`)).toEqual([]);
});

test('core knows neither n8n nor the folders above it', () => {
	const problems = found(filesIn(['core'], typescript), (node) => {
		if (!ts.isStringLiteral(node)) return undefined;
		const { parent } = node;
		const imports = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isCallExpression(parent);
		const above = /^(n8n-|@n8n\/)|^(\.\.\/)+(nodes|credentials|stack|tests)\//;
		return imports && above.test(node.text) ? `imports ${node.text}` : undefined;
	});
	expect(problems).toEqual([]);
});

test('no parameter is read of the first item for all items', () => {
	const problems = found(filesIn(['nodes'], typescript), (node) => {
		if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
		const [name, item] = node.arguments;
		const reads = node.expression.name.text === 'getNodeParameter' && item && ts.isNumericLiteral(item);
		return reads ? `reads ${name?.getText() ?? ''} of item ${item.text}` : undefined;
	});
	expect(problems).toEqual([]);
});

describe('secrets', () => {
	const secret = /^(.*(password|passphrase|secret|privateKey|accessToken|apiToken|apiKey)|token)s?$/i;
	const secretIn = (object: ts.ObjectLiteralExpression) =>
		object.properties.flatMap((property) => {
			const name = property.name?.getText().replace(/['"]/g, '') ?? '';
			return secret.test(name) ? [name] : [];
		})[0];

	test('are not among what an operation gives back', () => {
		const operations = filesIn(['nodes'], /\/operations\/.*\.ts$/);
		const problems = found(operations, (node) => {
			const given = givenBack(node);
			const name = given && secretIn(given);
			return name === undefined ? undefined : `gives back '${name}'`;
		});
		expect(operations.length).toBeGreaterThan(0);
		expect(problems).toEqual([]);
	});

	test('are not in the recorded intent or result of a side effect', () => {
		const problems = found(filesIn(['core'], typescript), (node) => {
			if (!ts.isPropertyAssignment(node) || !/^(intent|result)$/.test(node.name.getText())) return undefined;
			const names = schemaKeys(node.initializer).filter((name) => secret.test(name));
			return names.length > 0 ? `${node.name.getText()} holds '${names.join("', '")}'` : undefined;
		});
		expect(problems).toEqual([]);
	});
});

/** The object literal that a function gives back: by `return`, or as the whole body of an arrow. */
function givenBack(node: ts.Node): ts.ObjectLiteralExpression | undefined {
	const isReturned =
		ts.isReturnStatement(node) || (ts.isArrowFunction(node) && !ts.isBlock(node.body)) ? givenBy(node) : undefined;
	return isReturned && ts.isObjectLiteralExpression(isReturned) ? isReturned : undefined;
}

function givenBy(node: ts.ReturnStatement | ts.ArrowFunction): ts.Node | undefined {
	let given: ts.Node | undefined = ts.isReturnStatement(node) ? node.expression : node.body;
	while (given && (ts.isParenthesizedExpression(given) || ts.isSatisfiesExpression(given))) given = given.expression;
	return given;
}

/** The keys of the object schemas in an expression, or of those that a name in the same file stands for. */
function schemaKeys(expression: ts.Expression): string[] {
	if (ts.isIdentifier(expression)) {
		const declared = declarationOf(expression);
		return declared ? schemaKeys(declared) : [];
	}
	const keys: string[] = [];
	const step = (node: ts.Node): void => {
		if (ts.isObjectLiteralExpression(node)) {
			keys.push(...node.properties.map((property) => property.name?.getText() ?? ''));
		}
		ts.forEachChild(node, step);
	};
	step(expression);
	return keys;
}

function declarationOf(name: ts.Identifier): ts.Expression | undefined {
	for (const statement of name.getSourceFile().statements) {
		if (!ts.isVariableStatement(statement)) continue;
		const declared = statement.declarationList.declarations.find(({ name: own }) => own.getText() === name.text);
		if (declared?.initializer) return declared.initializer;
	}
	return undefined;
}

import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { bounds, within } from './bounds';
import { metaKeys, textOf, type WordPressPost } from './meta';
import type { NoteBook } from './notes';
import { isPluginData, siteOfPlugin } from './pluginJson';
import { siteOfPosts, type PostOptions } from './posts';
import type { SproutContact, SproutSite } from './site';

const object = z.record(z.string(), z.unknown());
type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads JSON: posts with their meta, as a list or as `{posts, users}`; or the objects of the plugin's own JSON, as a list or
 * as `{clients, invoices, payments}`.
 *
 * @throws InputError when it is neither.
 */
export function readJson(text: string, notes: NoteBook, options: PostOptions): SproutSite {
	const objects = objectsOf(parse(text));
	within(objects.length, bounds.rows, 'json', 'objects');
	const users = contactsOf(objects);
	const posts = objects.flatMap((found) => postOf(found) ?? []);
	if (posts.length > 0) return siteOfPosts(posts, (id) => users.get(id), notes, options);
	if (objects.some(isPluginData)) return siteOfPlugin(objects, notes, options);
	throw new InputError(
		'json',
		'holds no posts of Sprout Invoices, and no objects of its JSON',
		'Give a list of posts with post_type and meta, or the clients, invoices and payments of the plugin.',
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw new InputError('json', 'is not JSON', 'Give the file as it was exported.');
	}
}

function objectsIn(list: readonly unknown[]): JsonObject[] {
	const objects: JsonObject[] = [];
	for (const one of list) {
		const read = object.safeParse(one);
		if (read.success) objects.push(read.data);
	}
	return objects;
}

/** All objects of the list, or of the lists in an object. */
function objectsOf(value: unknown): readonly JsonObject[] {
	if (Array.isArray(value)) return objectsIn(value);
	const holder = object.safeParse(value).data;
	if (!holder) return [];
	const lists = Object.values(holder).filter((held): held is unknown[] => Array.isArray(held));
	return lists.length > 0 && !('post_type' in holder) && !('line_items' in holder)
		? lists.flatMap((list) => objectsOf(list))
		: [holder];
}

function contactsOf(objects: readonly JsonObject[]): ReadonlyMap<string, SproutContact> {
	return new Map(
		objects.flatMap((user) => {
			const email = textOf(user.user_email).trim();
			if (email === '' || 'post_type' in user) return [];
			const contact = { email, firstName: textOf(user.first_name).trim(), lastName: textOf(user.last_name).trim() };
			return [[textOf(user.ID ?? user.id), contact] as const];
		}),
	);
}

function postOf(found: JsonObject): WordPressPost | undefined {
	if (typeof found.post_type !== 'string') return undefined;
	return {
		id: textOf(found.ID ?? found.id),
		type: found.post_type,
		status: textOf(found.post_status ?? found.status),
		title: textOf(found.post_title ?? found.title),
		date: textOf(found.post_date ?? found.date),
		meta: metaOf(found.meta),
	};
}

/** The meta as `{key: value}`, as `{key: [values]}`, or as the list of `wp post meta list`. */
function metaOf(given: unknown): ReadonlyMap<string, readonly unknown[]> {
	const meta = new Map<string, unknown[]>();
	const add = (key: string, values: readonly unknown[]) => {
		if (metaKeys.has(key)) meta.set(key, [...(meta.get(key) ?? []), ...values]);
	};
	if (Array.isArray(given)) {
		for (const entry of objectsIn(given)) {
			add(textOf(entry.meta_key ?? entry.key), [entry.meta_value ?? entry.value]);
		}
		return meta;
	}
	for (const [key, value] of Object.entries(object.safeParse(given).data ?? {})) {
		// A list of lines is one value; any other list holds the values of the key.
		const lines = Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null);
		add(key, Array.isArray(value) && !lines ? (value as unknown[]) : [value]);
	}
	return meta;
}

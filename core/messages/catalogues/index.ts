import type { Language } from '../../kernel/languages';
import en from './en.json';
import fr from './fr.json';
import nl from './nl.json';

/** The words of every mail and page: texts in ICU MessageFormat. English says which words there are. */
export type Catalogue = typeof en;

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, fr, nl };

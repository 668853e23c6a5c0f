// What the player uses of lit-html.

export interface TemplateResult {
  readonly strings: TemplateStringsArray;
  readonly values: readonly Content[];
}

declare const mark: unique symbol;

/** Stands for no content, or for an attribute that is not there. */
export interface Nothing {
  readonly [mark]: true;
}

/** What may stand in a template; whatever else there is would be printed as "undefined" or "[object Object]". */
export type Content =
  | string
  | number
  | boolean
  | TemplateResult
  | Nothing
  | ((event: never) => unknown)
  | readonly Content[];

export declare const nothing: Nothing;
export declare function html(strings: TemplateStringsArray, ...values: Content[]): TemplateResult;
export declare function svg(strings: TemplateStringsArray, ...values: Content[]): TemplateResult;
export declare function render(content: Content, container: HTMLElement): void;

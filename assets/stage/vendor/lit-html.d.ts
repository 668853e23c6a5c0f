// What the player uses of lit-html.

export interface TemplateResult {
  readonly strings: TemplateStringsArray;
  readonly values: readonly Content[];
}

/** What may stand in a template; whatever else there is would be printed as "undefined" or "[object Object]". */
export type Content =
  | string
  | number
  | boolean
  | TemplateResult
  | typeof nothing
  | ((event: never) => unknown)
  | readonly Content[];

export declare const nothing: unique symbol;
export declare function html(strings: TemplateStringsArray, ...values: Content[]): TemplateResult;
export declare function svg(strings: TemplateStringsArray, ...values: Content[]): TemplateResult;
export declare function render(content: Content, container: HTMLElement): void;

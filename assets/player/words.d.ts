// The texts of app/scene/words/player.py by their keys. The module has no file: app/bundle.py makes it.
export declare const WORDS: Readonly<Record<string, string>>;

import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".tools/", ".build/", ".rehearsal/", "tests/fixtures/"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Ports are plain objects whose functions have no `this`.
      "@typescript-eslint/unbound-method": "off",
      eqeqeq: "error",
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-require-imports": ["error", { allow: ["\\.cjs$"] }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name: a name can be searched for." },
      ],
    },
  },
  {
    files: ["rehearsal/provider/**/*.ts", "tests/engine/provider/**/*.ts"],
    rules: {
      // The state holds any JSON; what is made a text here is one that AWS gave.
      "@typescript-eslint/no-base-to-string": "off",
    },
  },
  {
    files: ["tests/**/*.ts", "bench/**/*.ts"],
    rules: {
      // Stubs answer like the real thing: with a promise, awaited or not.
      "@typescript-eslint/require-await": "off",
    },
  },
);

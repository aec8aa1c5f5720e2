import { markup, type Markup } from "../../../http/markup.ts";

export function textField(label: string, name: string, value = "", hint = ""): Markup {
  return markup`<label>${label} <input name="${name}" value="${value}" size="40"> <small>${hint}</small></label>`;
}

export function passwordField(label: string, name: string, autocomplete: "current-password" | "new-password"): Markup {
  return markup`<label>${label} <input type="password" name="${name}" autocomplete="${autocomplete}"></label>`;
}

export function hiddenField(name: string, value: string): Markup {
  return markup`<input type="hidden" name="${name}" value="${value}">`;
}

/** P21's own switches read Yes and No. */
export function yesNo(label: string, name: string, value: boolean): Markup {
  return choice(label, name, value ? "Yes" : "No", ["No", "Yes"]);
}

/** A list to choose from; each option is a value, or a value with what it is called. */
export function choice(
  label: string,
  name: string,
  chosen: string,
  options: readonly (string | readonly [value: string, text: string])[],
): Markup {
  const items = options.map((option) => {
    const [value, text] = typeof option === "string" ? [option, option] : option;
    return value === chosen
      ? markup`<option value="${value}" selected>${text}</option>`
      : markup`<option value="${value}">${text}</option>`;
  });
  return markup`<label>${label} <select name="${name}">${items}</select></label>`;
}

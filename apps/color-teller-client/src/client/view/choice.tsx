import { useId } from 'react';

interface ChoiceProps {
  readonly legend: string;
  readonly choices: readonly number[];
  readonly chosen: number;
  label(choice: number): string;
  onChoice(choice: number): void;
}

/** One of a few numbers, all of them in sight. */
export function Choice({ legend, choices, chosen, label, onChoice }: ChoiceProps) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className="choice__legend">{legend}</legend>
      <div className="choice__row">
        {choices.map((choice) => (
          <label className="choice__option" key={choice}>
            <input
              type="radio"
              className="choice__radio"
              name={name}
              checked={choice === chosen}
              onChange={() => onChoice(choice)}
            />
            <span className="choice__label">{label(choice)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

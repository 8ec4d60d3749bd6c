import { useState } from 'react';
import { isBetaAudience, setBetaAudience } from '../settings/audience.ts';
import { INTERVALS_MS, type Settings, WINDOWS } from '../settings/settings.ts';
import { Choice } from './choice.tsx';
import { formatDuration } from './duration.ts';

interface ControlsProps {
  readonly settings: Settings;
  onSettings(settings: Settings): void;
  readonly isPaused: boolean;
  onPaused(isPaused: boolean): void;
  onForget(): void;
}

/** How the page asks, and what it counts. */
export function Controls({ settings, onSettings, isPaused, onPaused, onForget }: ControlsProps) {
  const [isBeta, setBeta] = useState(isBetaAudience);
  return (
    <section className="controls" aria-labelledby="controls-title">
      <h2 className="panel__title" id="controls-title">
        Questions
      </h2>
      <Choice
        legend="Ask every"
        choices={INTERVALS_MS}
        chosen={settings.every}
        label={formatDuration}
        onChoice={(every) => onSettings({ ...settings, every })}
      />
      <Choice
        legend="Count the last"
        choices={WINDOWS}
        chosen={settings.last}
        label={String}
        onChoice={(last) => onSettings({ ...settings, last })}
      />
      <label className="switch">
        <span>
          Cookie <code>audience=beta</code>
        </span>
        <input
          type="checkbox"
          className="switch__box"
          checked={isBeta}
          onChange={({ target }) => {
            setBetaAudience(target.checked);
            setBeta(target.checked);
          }}
        />
      </label>
      <div className="controls__buttons">
        <button type="button" className="button" onClick={() => onPaused(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <button type="button" className="button" onClick={onForget}>
          Start over
        </button>
      </div>
    </section>
  );
}

import { useState } from 'react';
import { isColor } from './answers/answer.ts';
import { useClientVersion } from './answers/use-client-version.ts';
import { useColorAnswers } from './answers/use-color-answers.ts';
import { readSettings, type Settings, writeSettings } from './settings/settings.ts';
import { AnswerStrip } from './view/answer-strip.tsx';
import { Banner } from './view/banner.tsx';
import { Controls } from './view/controls.tsx';
import { LatencyFigures } from './view/latency-figures.tsx';
import { ShareList } from './view/share-list.tsx';
import { usePageColor } from './view/use-page-color.ts';

/** The page: a banner that is the last answer, the answers before it, and what they add up to. */
export function App() {
  const [settings, setSettings] = useState(() => readSettings(window.location.search));
  const [isPaused, setPaused] = useState(false);
  const version = useClientVersion();
  const { history, waitMs, forget } = useColorAnswers(isPaused ? undefined : settings.every);
  const last = history.at(-1);
  const inWindow = history.slice(-settings.last);
  usePageColor(last !== undefined && isColor(last) ? last.color : undefined);

  const changeSettings = (changed: Settings) => {
    window.history.replaceState(null, '', writeSettings(changed));
    setSettings(changed);
  };

  return (
    <main className="page">
      <Banner answer={last} version={version} waitMs={isPaused ? undefined : waitMs} />
      <AnswerStrip history={history} />
      <div className="panel">
        <ShareList answers={inWindow} />
        <LatencyFigures answers={inWindow} />
        <Controls
          settings={settings}
          onSettings={changeSettings}
          isPaused={isPaused}
          onPaused={setPaused}
          onForget={forget}
        />
      </div>
    </main>
  );
}

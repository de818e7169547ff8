// Words of one's own in the caption's place: render/words/own_words.py.
const SUBTITLE = /^(?:step[ \t]*(\d+)|(\d+(?:\.\d+)?)[ \t]*s|time[ \t]*(\d+(?:\.\d+)?)|end)[ \t]*:[ \t]*(.*)$/s;

// Lines in the place of the files that say them: those that the page carries.
const linesOf = (words) => words.flatMap((word) => PAGE.subtitles[word] ?? [word]);

// The files' names in the place of all their lines.
function filedLines(lines) {
  const [name] = Object.entries(PAGE.subtitles).find(([, own]) => same(own, lines)) ?? [];
  return name === undefined ? lines : [name];
}

// What is said when in a film of so many seconds: [{text, step, time}]; in the ending's place where neither is.
function subtitlesOf(words, seconds) {
  return linesOf(words).map((line) => {
    const match = SUBTITLE.exec(line.trim());
    if (!match) throw new Error(`this page has no subtitles '${line.slice(0, 60)}'; a line is as 'step 40: text', '2.5 s: text', 'time 0.5: text' or 'end: text'`);
    const [, step, second, time, text] = match;
    return { text, step: step && Number(step), time: second ? Math.min(second / seconds, 1) : time && Number(time) };
  });
}

// What stands at a step and a film time; undefined before the first.
const subtitleAt = (own, index, t) => own.findLast(({ step, time }) => step <= index || time <= t)?.text;
const lastSubtitle = (own) => own.findLast(({ step, time }) => step === undefined && time === undefined)?.text;

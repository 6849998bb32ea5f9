"""The words of every finding. Kinds are data; this is the only place that speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicemat.diagnostics.model import Diagnostic, Kind

_LINE_END = re.compile(r"[\t\n\x0B\x0C\r\x1C-\x1E\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x1F\x7F-\x9F]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """`message` says what is wrong, `label` stands beside the caret when nothing is suggested,
    `advice` says what to do. Braces are filled from `Diagnostic.values`.
    """

    message: str
    label: str = ""
    advice: str = ""


WORDING: dict[Kind, Wording] = {
    Kind.UNCLOSED_HEADER: Wording(
        message="the header is never closed",
        label="opened here",
        advice='end the header with a line that is "---"',
    ),
    Kind.BAD_HEADER: Wording(
        message="the header cannot be read: {problem}",
        advice='write "key: value" lines; put a value with a colon or a # into "quotes"',
    ),
    Kind.UNKNOWN_KEY: Wording(
        message='the header has no key "{name}"',
        advice="the keys are {known}",
    ),
    Kind.DUPLICATE_KEY: Wording(message='"{name}" is given twice', label="keep one of them"),
    Kind.BAD_VALUE: Wording(
        message='"{value}" does not fit the key "{name}"', label="expected {expected}"
    ),
    Kind.UNCLOSED_BRACKET: Wording(
        message="this bracket is never closed",
        label="no ] on this line",
        advice=r"close it with ]; to have it as text, write \[",
    ),
    Kind.STRAY_BRACKET: Wording(
        message="a closing bracket without an opening one",
        advice=r"remove it; to have it as text, write \]",
    ),
    Kind.UNCLOSED_COMMENT: Wording(
        message="this comment is never closed", label="opened here", advice="close it with -->"
    ),
    Kind.HEADING_SPACE: Wording(
        message="a heading needs a space after its #",
        advice=r'write "# {text}"; to have it spoken, begin the line with \#',
    ),
    Kind.EMPTY_HEADING: Wording(
        message="this heading has no words", advice="give the chapter a title, or remove the line"
    ),
    Kind.BRACKET_IN_HEADING: Wording(
        message="nothing can happen within a heading",
        advice=r"put it on the next line; to have the bracket in the title, write \[ and \]",
    ),
    Kind.EMPTY_DIRECTIVE: Wording(
        message="these brackets are empty",
        advice="say what is to happen, as in [pause 5 s], or remove them",
    ),
    Kind.UNKNOWN_DIRECTIVE: Wording(
        message='nothing is known as "{name}"',
        advice="in brackets stands what happens: {known}, or a cue's name",
    ),
    Kind.UNEXPECTED_WORDS: Wording(
        message='"{words}" cannot stand here', label="not understood", advice="{form}"
    ),
    Kind.MISSING_PART: Wording(
        message="something is missing after this", label="expected {expected}", advice="{form}"
    ),
    Kind.BAD_DURATION: Wording(
        message='"{text}" is not a duration',
        advice="write 5 s, 1.5 min, 1:30 or 1 h 20 min; a range as 20-60 s",
    ),
    Kind.MISSING_UNIT: Wording(
        message='"{text}" has no unit',
        label="seconds or minutes?",
        advice="write {text} s or {text} min",
    ),
    Kind.BACKWARD_RANGE: Wording(
        message="this range runs backwards", advice="write the smaller number first"
    ),
    Kind.OUT_OF_RANGE: Wording(
        message="{what} of {value} is out of bounds", label="between {least} and {most}"
    ),
    Kind.BLOCK_NOT_CLOSED: Wording(
        message="this block is never closed", label="opened here", advice="close it with [end]"
    ),
    Kind.STRAY_END: Wording(
        message="there is no block to end here",
        advice="remove it; [end] closes [when ...] and [repeat ...]",
    ),
    Kind.TOO_DEEP: Wording(message="this is nested too deeply", label="more than {most} levels"),
    Kind.NOT_TEXT: Wording(
        message="a recording's transcript is plain text", advice="move this out of the brackets"
    ),
    Kind.NOTHING_TO_SAY: Wording(
        message="there is nothing here that a voice can say",
        advice="write words, or remove the line; a silence is ... or [pause 5 s]",
    ),
    Kind.EMPTY_SCRIPT: Wording(
        message="this script says nothing and plays nothing", advice="write a sentence"
    ),
    Kind.UNKNOWN_BED: Wording(
        message='there is no bed and no music file named "{name}"', advice="voicemat list beds"
    ),
    Kind.UNKNOWN_CUE: Wording(
        message='nothing is known as "{name}"',
        advice="cues: {known}; for the other directives see the language reference",
    ),
    Kind.UNKNOWN_NAME: Wording(
        message='no option is called "{name}"',
        advice="give it in the header under options:, as in name: friend",
    ),
    Kind.UNKNOWN_OPTION: Wording(
        message='this routine has no option "{name}"', advice="its options: {known}"
    ),
    Kind.UNKNOWN_CHOICE: Wording(
        message='"{value}" is no choice of the option "{name}"', advice="choose one of {known}"
    ),
    Kind.LENGTH_UNKNOWN: Wording(
        message="{{length}} is not known here",
        label="no length is given",
        advice="give length: in the header, or --length",
    ),
    Kind.NO_MUSIC_YET: Wording(
        message="no music plays at this point",
        advice="begin with music: in the header, or with [music rain]",
    ),
    Kind.MUSIC_PLAYS_ALREADY: Wording(
        message="the music plays already, so that it cannot fade in here",
        label="nothing is heard of this",
        advice="let it fade out before, write [music louder], or remove this",
    ),
    Kind.UNKNOWN_CONDITION: Wording(
        message='no option has the value "{name}"',
        advice="the values are: {known}; "
        "options stand in the header, as in level: beginner, advanced",
    ),
    Kind.UNKNOWN_SCRIPT: Wording(
        message='there is no script named "{name}" to include',
        advice="looked beside this script, in your own folder, and among the bundled parts",
    ),
    Kind.INCLUDE_CYCLE: Wording(
        message='"{name}" includes itself', label="round and round", advice="{path}"
    ),
    Kind.UNKNOWN_VOICE: Wording(
        message='there is no voice named "{name}"', advice="voicemat list voices"
    ),
    Kind.VOICE_LANGUAGE: Wording(
        message='the voice "{voice}" speaks {spoken}, and this routine is written in {written}',
        advice="choose a voice of its language (voicemat list voices), or correct language: in "
        "the header",
    ),
    Kind.UNKNOWN_RECORDING: Wording(
        message='there is no recording "{name}"',
        advice="the path is relative to the script; record it, or take the line out",
    ),
    Kind.BAD_RECORDING: Wording(
        message="this recording cannot be used: {problem}",
        advice="record it again, or take the line out",
    ),
    Kind.UNKNOWN_COVER: Wording(
        message='there is no picture "{name}"',
        advice="the path is relative to the script; without cover: one is drawn",
    ),
    Kind.BAD_COVER: Wording(
        message="this picture cannot be used: {problem}",
        advice="save it as JPEG, PNG or WebP, or remove the line to have one drawn",
    ),
    Kind.OVERLAY_STRAY: Wording(
        message="this belongs to no change",
        label="before it stands neither a heading nor say:",
        advice='write "instead of: the old sentence", then "say: the new one"; '
        "or the heading of a chapter, and what it shall hold",
    ),
    Kind.OVERLAY_UNFINISHED: Wording(
        message="nothing is said instead of this sentence",
        advice='write "say:" and the new words on the next line; '
        'to leave the sentence out, "say:" alone',
    ),
    Kind.OVERLAY_SENTENCE_GONE: Wording(
        message="this sentence is not in the routine any more",
        label="nothing was replaced here",
        advice="write the sentence as it is now, whole; everything else was replaced",
    ),
    Kind.OVERLAY_CHAPTER_GONE: Wording(
        message='there is no chapter "{title}" in the routine any more',
        label="nothing was replaced here",
        advice="write the heading as it is now; everything else was replaced",
    ),
    Kind.TOO_MUCH: Wording(
        message="this script unfolds into too much",
        label="more than {most} things happen",
        advice="repeat or include less",
    ),
    Kind.NOTHING_STARTED: Wording(
        message="there is nothing to stop here", label="{what} has not started"
    ),
    Kind.MAT_ALREADY: Wording(
        message="the listener is {side} the mat already", advice="remove this, or add its opposite"
    ),
    Kind.TIME_IMPOSSIBLE: Wording(
        message="this cannot sound at {asked}: it can come {when}",
        advice="what stands before it is fixed; change the time, or the silences before it",
    ),
    Kind.CHAPTER_BOUNDS: Wording(
        message='"{title}" lasts {actual}, outside its {least} to {most}',
        advice="widen the bounds, or the silences in it",
    ),
    Kind.CHAPTER_LEFT_OUT: Wording(message='"{title}" is left out: there is no time for it'),
    Kind.TOO_SHORT: Wording(
        message="{asked} is too short: with this voice the shortest is {possible}",
        advice="speech takes {speech}, silences at least {silence}, "
        "breathing, cues and the last fade {other}; ask for {possible}, or add --nearest",
    ),
    Kind.TOO_LONG: Wording(
        message="{asked} is too long: "
        "with its silences at their longest the routine lasts {possible}",
        advice="add [rest], which takes any length, widen a pause, or add --nearest",
    ),
    Kind.FIXED_LENGTH: Wording(
        message="{asked} cannot be met: "
        "with this voice the routine lasts {possible}, and too little in it stretches",
        advice="add [rest], which takes any length, write a pause as a range, or add --nearest",
    ),
    Kind.LENGTH_OUTSIDE_RANGE: Wording(
        message="{asked} is outside {least} to {most}, where the author has judged the routine good"
    ),
    Kind.MAT_TOO_LONG: Wording(
        message="{actual} on the mat, in a session of {length}: the header says at most {most}",
        label="on the mat from here",
        advice="leave the mat sooner, shorten the silences on it, or ask for a shorter session",
    ),
    Kind.LONG_SENTENCE: Wording(
        message="this sentence has {count} words",
        label="more than {most} are hard to follow with closed eyes",
        advice="make two of it",
    ),
    Kind.UNANNOUNCED_SILENCE: Wording(
        message="{actual} of silence that no sentence announces",
        label="a listener may think that it is over",
        advice="say before it that you will be quiet for a while, or shorten it",
    ),
    Kind.MEDICAL_PROMISE: Wording(
        message='"{words}" promises what a routine cannot keep',
        advice="say what a person may feel instead: warmth, ease, a moment of rest",
    ),
    Kind.MAT_NEVER_LEFT: Wording(
        message="the listener is never told to leave the mat",
        label="on the mat from here",
        advice="lead them off it, and write [off the mat]",
    ),
    Kind.NO_SAFETY: Wording(
        message="nothing says who should leave the mat alone, and when to come off it",
        advice="write [include safety] before this, or a chapter called Safety",
    ),
    Kind.LONG_HOLD: Wording(
        message="a breath is held for {actual}",
        label="more than {most}",
        advice="hold it shorter, or say in a note before it whom it is for: "
        "> For practised listeners.",
    ),
    Kind.FAST_BREATH: Wording(
        message="a breath takes {actual}",
        label="less than {least}: fast breathing makes dizzy",
        advice="slow it down, or say in a note before it whom it is for: "
        "> For practised listeners.",
    ),
    Kind.CUE_BEFORE_SLEEP: Wording(
        message='"{name}" sounds in the last chapter of a routine for sleep',
        label="this may wake",
        advice="move it to an earlier chapter, or remove it",
    ),
    Kind.WAKING_WORDS: Wording(
        message='"{words}" in the last chapter of a routine for sleep',
        label="this may wake",
        advice="say it before the last chapter, or leave it out",
    ),
    Kind.LOUDER_BEFORE_SLEEP: Wording(
        message="the music gets louder in the last chapter of a routine for sleep",
        label="this may wake",
        advice="let it stay as it is, or get quieter",
    ),
    Kind.SHORT_LAST_FADE: Wording(
        message="the music leaves a sleeper in {actual}",
        label="less than {least}: its end is heard",
        advice="as in [music fades out over 4 min]",
    ),
    Kind.UNUSED_OPTION: Wording(
        message='nothing uses the option "{name}"',
        advice="write {{{name}}} or [{value}: text] where it matters, or remove it",
    ),
    Kind.UNUSED_RESPELLING: Wording(
        message='nothing says "{word}"', advice="correct the word, or remove the line"
    ),
}


def _printable(value: str) -> str:
    """`value` on one line, without characters that a terminal would act on."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub(" ", value.strip()))


def _fill(template: str, diagnostic: Diagnostic) -> str:
    return template.format(**{name: _printable(value) for name, value in diagnostic.values})


def message(diagnostic: Diagnostic) -> str:
    """What is wrong, in one line."""
    return _fill(WORDING[diagnostic.kind].message, diagnostic)


def label(diagnostic: Diagnostic) -> str:
    """The words beside the caret: the suggestion where there is one."""
    if diagnostic.suggestion:
        return f'did you mean "{_printable(diagnostic.suggestion)}"?'
    return _fill(WORDING[diagnostic.kind].label, diagnostic)


def advice(diagnostic: Diagnostic) -> str:
    """What to do about it; empty when there is nothing to add."""
    return _fill(WORDING[diagnostic.kind].advice, diagnostic)

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "domain/devicelistupdate.h"
#include "domain/findings.h"
#include "inspection/types.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>

class QLabel;
class QWidget;

/// The one place that turns raw values of models and of the API into words, units, colours and icons. Everything here is meant for
/// the GUI thread, returns plain text, and escapes what came from a remote server.
namespace Lockstep::Presentation {

/// How loudly something is shown. What is fine is quiet.
enum class Tone { Quiet, Good, Notice, Warning, Critical };

/// A colour that is readable on the palette's base and window, light or dark.
QColor toneColor(Tone tone, const QPalette &palette);
/// The one accent, for selection marks and links.
QColor accentColor(const QPalette &palette);

/// resources/icons/NAME.svg, drawn in the palette's text colour at paint time, so that it follows light, dark, disabled and selected.
/// Unknown names give an empty icon. Names: see resources/icons.
QIcon icon(const QString &name);
/// The same in a tone's colour.
QIcon icon(const QString &name, Tone tone);

// --- states of a user -------------------------------------------------------------------------------------------------
/// "in step", "stale", "gap", "remote failing", …
QString stateText(Inspection::UserState state);
/// One sentence: what the state means and what to do.
QString stateExplanation(Inspection::UserState state);
Tone stateTone(Inspection::UserState state);
/// A shape of its own for each state, in its tone: filled disc, ring, triangle, …
QIcon stateIcon(Inspection::UserState state);
/// The one that matters most; nothing for none.
std::optional<Inspection::UserState> worstState(const QList<Inspection::UserState> &states);
QList<Inspection::UserState> worstFirst(QList<Inspection::UserState> states);
/// The larger, the more a state needs attention: what lists sort by.
int badness(Inspection::UserState state);

// --- history ----------------------------------------------------------------------------------------------------------
QString kindText(UpdateKind kind);
QString verdictText(Verdict verdict);
QString verdictExplanation(Verdict verdict);
Tone verdictTone(Verdict verdict);
/// "gap", "out of order", …
QString breakText(Break flag);
/// One sentence that says what it means.
QString breakExplanation(Break flag);
Tone breakTone(Break flag);
QIcon breakIcon(Break flag);
/// All of them, the loudest first, comma-separated.
QString breaksText(Breaks breaks);
/// "new device", "renamed", "keys changed" cannot be told from one update alone; this says what one update holds:
/// "deleted", "name and keys", "content not known".
QString contentText(const DeviceListUpdate &update);

// --- signatures -------------------------------------------------------------------------------------------------------
QString signatureText(SignatureState state);
QString signatureExplanation(SignatureState state);
Tone signatureTone(SignatureState state);
QIcon signatureIcon(SignatureState state);
QString crossSignatureText(CrossSignatureState state);
QString crossSignatureExplanation(CrossSignatureState state);
Tone crossSignatureTone(CrossSignatureState state);
QIcon crossSignatureIcon(CrossSignatureState state);
/// The first key of a DeviceKeys or CrossSigningKey object whose algorithm is \a algorithm ("ed25519"); empty if none.
QString publicKey(const QJsonObject &keys, const QString &algorithm);
/// In groups of four, as clients show it.
QString fingerprint(const QString &unpaddedBase64);

// --- findings, refresh, sources ---------------------------------------------------------------------------------------
Tone severityTone(Severity severity);
QIcon severityIcon(Severity severity);
/// Index of the worst finding, -1 if there are none.
int worstFinding(const QList<Finding> &findings);
/// "2 devices added, 1 removed; stream 104 → 118", "No difference; stream 104", "localhost:28448 refused the connection; next try 00:10".
QString refreshOutcome(const Inspection::RefreshStatus &status);
/// "2 devices added, 1 removed; stream 104 → 118".
QString changeText(const DeviceListChange &change);
QString sourceStateText(Inspection::SourceState state);
Tone sourceStateTone(Inspection::SourceState state);
/// "database", "log", "federation tap", …
QString sourceKindText(Inspection::SourceKind kind);
/// What the state of a source means, in the language of the window; the gateway's own words are quoted where they add something.
QString sourceText(Inspection::SourceKind kind, Inspection::SourceState state, const QString &detail);
/// "Synapse", "Lockstep lab", …
QString serverKindText(Inspection::ServerKind kind);
/// What a window is called: the server's name, or what was opened.
QString serverTitle(const Inspection::Info &info);

// --- quantities -------------------------------------------------------------------------------------------------------
/// "80.2 GB"; "–" for -1.
QString bytes(qint64 count);
/// With the locale's separators; "–" for -1, "≈ 1,200" for an estimate, "≥ 1,000" where counting stopped.
QString count(qint64 number, bool estimate = false, bool atLeast = false);
/// "now", "2 min", "1 h", "9 d"; "–" for 0. \a now: ms since the epoch, 0 for the clock.
QString relativeTime(qint64 ms, qint64 now = 0);
/// "2026-11-21 14:02:11" in the zone of TimeStyle, which is said if it is not the local one; the same for those below. Empty for 0.
QString absoluteTime(qint64 ms);
/// "14:02" today, "2026-11-20 14:02" otherwise; "–" for 0.
QString clockTime(qint64 ms, qint64 now = 0);
/// "14:02:11" today, "2026-11-20 14:02:11" otherwise; "–" for 0.
QString secondsTime(qint64 ms, qint64 now = 0);
/// "3 h 20 min".
QString duration(qint64 ms);

// --- widgets ----------------------------------------------------------------------------------------------------------
/// The system's fixed-width font in the size of the application's.
QFont fixedFont();
/// Tabular figures are right-aligned with this.
constexpr auto numberAlignment = Qt::AlignRight | Qt::AlignVCenter;
/// A label that never takes its text for markup; it wraps and its text can be selected.
QLabel *plainLabel(const QString &text = {}, QWidget *parent = nullptr);
/// Plain text for setToolTip and Qt::ToolTipRole, which take markup: escaped, lines kept, wrapped by the tool tip.
QString toolTip(const QString &plainText);
/// An identifier, to be shown beside words of a language that is written from right to left: there "@bob:example.org" would have its "@"
/// behind it.
QString identifier(const QString &displayable);
/// Gives a widget a tool tip, and the same text without markup to screen readers, which would otherwise read the tags of the tip.
void setToolTip(QWidget *widget, const QString &plainText);
/// A label that shows an icon in this size, drawn anew when the palette changes; a null icon shows nothing.
void setPicture(QLabel *label, const QIcon &icon, int size);
/// The text of a label or a button in a tone's colour, also after the palette changed.
void setTone(QWidget *widget, Tone tone);
/// The same, quiet.
void setQuiet(QLabel *label);

} // namespace Lockstep::Presentation

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QStringList>

namespace Lockstep {

/// What a page is about, in the language of the window. Plain text.
struct PageHelp
{
    QStringList shown; ///< what is to be seen
    QStringList from; ///< where it comes from, and what cannot be known
    QStringList doable; ///< what can be done
    QStringList keys = {}; ///< of the history, where the page has one
    QStringList terms; ///< names of terms that are explained beside it
};

/// Of the page with this name; of an unknown one what is true of all.
PageHelp helpOf(const QString &page);
/// A term of the Matrix specification, and what it means.
struct HelpTerm
{
    QString name; ///< as the specification writes it, or our own word for it
    QString meaning;
};
HelpTerm helpTerm(const QString &key);

} // namespace Lockstep

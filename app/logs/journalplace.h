// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QStringList>

#include <string_view>

namespace Lockstep::Logs {

/// Where a journal of systemd lies, and whose entries are wanted of it.
struct JournalPlace
{
    QString directory; ///< what systemd-journal-remote collects, for example; empty: this machine's journal, or file
    QString file; ///< one file and those that it was rotated into
    /// Units (or containers), with the wildcards * ? [ ]; a name without a suffix means the service. Empty: all entries.
    QStringList units;
    /// These files and no others, read as one journal: libsystemd brings their entries into the order of their times. \c file is one of
    /// them then, which names the place; with a \c directory too, the names of units tell the host.
    QStringList given = {};

    /// Whether a source of logs is to be read as a journal by its name.
    static bool isJournal(const QString &source);
    /// "journal:UNIT[,UNIT…]", "journal:/DIR/UNIT[,UNIT…]", "journal:/DIR/FILE.journal". Error: BadInput.
    static Result<JournalPlace> parse(const QString &source);
    /// The file that a file of a journal belongs to: its path without what rotation adds ("x@0005….journal" → "x.journal").
    static QString activeFile(const QString &path);

    /// What it is, whatever units are wanted: places that have the same are one.
    QString id() const;
    /// As a person would name it.
    QString name() const;
    /// Whether a unit, or a container of that name, is wanted.
    static bool matches(const QString &pattern, std::string_view unit);
    bool takes(std::string_view unit) const;
    /// The files of a place that is a file, oldest first.
    QStringList files() const;

    /// Why nothing is found there: no journal, or no permission, and the way out. Empty if its files can be read.
    QString obstacle() const;
};

} // namespace Lockstep::Logs

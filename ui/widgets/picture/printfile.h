// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Lockstep {

/// The file that somebody prints into, beside the one that is to be there in the end: that stays as it is until the new one is whole.
class PrintFile
{
public:
    explicit PrintFile(const QString &path);
    /// What was not put in place is removed.
    ~PrintFile();
    PrintFile(const PrintFile &) = delete;
    PrintFile &operator=(const PrintFile &) = delete;

    /// Where to print to; empty: there is no writing there. A place that is no plain file (a pipe) is written to itself.
    const QString &name() const { return m_name; }
    /// Puts a PDF in its place; false: it is not whole, or that failed.
    bool commit();

private:
    QString m_path;
    QString m_name;
};

} // namespace Lockstep

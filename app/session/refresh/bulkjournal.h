// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "session/refresh/bulktally.h"

#include <QFile>
#include <QLockFile>

#include <memory>

namespace Lockstep {

/// A refresh of many users on disk: a file of lines that grows, so that a program that is killed knows afterwards whom it had asked for.
/// There is one for a gateway and a user who is signed in, for which a program holds a lock. The file is for its owner alone (0600) and
/// holds no token. GUI thread.
class BulkJournal
{
public:
    /// \a folder: made when first needed. Nothing is touched before open() or read().
    BulkJournal(const QString &folder, const QUrl &gateway, const QString &user);
    ~BulkJournal();

    /// What an earlier run left unfinished; empty if there is nothing, or if another program has it. A last line that was cut off does
    /// not count. Takes the lock, if there is something.
    QList<BulkEntry> read();
    /// Starts the file anew with these. Errors: Io (the file, and why), Forbidden (another program has one under way).
    Result<void> begin(const QList<BulkEntry> &entries);
    /// Writes down what an entry is now. Errors: Io.
    Result<void> note(qsizetype index, const BulkEntry &entry);
    /// Lets another one have the file, as it is.
    void close();
    /// There is nothing to go on with any more.
    void remove();

private:
    Result<void> lock();
    Result<void> append(const QByteArray &lines);
    static QByteArray line(qsizetype index, const BulkEntry &entry);

    QString m_path;
    QByteArray m_mark; ///< the first line: which gateway, and who
    QFile m_file;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace Lockstep

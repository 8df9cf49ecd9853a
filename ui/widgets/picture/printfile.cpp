// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture/printfile.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int attempts = 10;
constexpr qint64 endLength = 32;
} // namespace

PrintFile::PrintFile(const QString &path)
    : m_path(path)
{
    const QFileInfo before(path);
    if (before.exists() && !before.isFile()) {
        m_name = path;
        return;
    }
    // What a link leads to is what is replaced.
    if (before.exists())
        m_path = before.canonicalFilePath();
    const QFileInfo target(m_path);
    // The printer knows by the suffix what to write.
    const QString suffix = target.suffix().isEmpty() ? QString() : u'.' + target.suffix();
    for (int i = 0; i < attempts && m_name.isEmpty(); ++i) {
        QFile file(target.absolutePath() + u"/."_s + target.completeBaseName() + u'-' + QString::number(QRandomGenerator::global()->generate(), 36) + suffix);
        if ((!before.exists() || before.isWritable()) && file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
            m_name = file.fileName();
    }
}

PrintFile::~PrintFile()
{
    if (!m_name.isEmpty() && m_name != m_path)
        QFile::remove(m_name);
}

bool PrintFile::commit()
{
    if (m_name == m_path)
        return true;
    QFile file(m_name);
    // A disk that is full is not told by the printer.
    if (!file.open(QIODevice::ReadOnly) || !file.seek(std::max<qint64>(0, file.size() - endLength)) || !file.readAll().trimmed().endsWith("%%EOF"))
        return false;
    file.close();
    if (QFile::exists(m_path))
        file.setPermissions(QFile::permissions(m_path));
    std::error_code problem;
    std::filesystem::rename(QFile::encodeName(m_name).toStdString(), QFile::encodeName(m_path).toStdString(), problem);
    if (problem)
        return false;
    m_name.clear();
    return true;
}

} // namespace Lockstep

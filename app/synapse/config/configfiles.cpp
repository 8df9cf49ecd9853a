// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/configfiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <glob.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

/// A homeserver's whole configuration with all comments has 100 KiB.
constexpr qint64 longestFile = 16 * 1024 * 1024;

QStringList matches(const QString &pattern)
{
    glob_t found{};
    QStringList paths;
    if (::glob(QFile::encodeName(pattern).constData(), 0, nullptr, &found) == 0) {
        for (size_t n = 0; n < found.gl_pathc; ++n)
            paths += QFile::decodeName(found.gl_pathv[n]);
    }
    ::globfree(&found);
    return paths;
}

QStringList paths(const QStringList &named)
{
    QStringList all;
    for (const QString &name : named) {
        const bool isPattern = name.contains(u'*') || name.contains(u'?') || name.contains(u'[');
        const QStringList found = isPattern && !QFileInfo::exists(name) ? matches(name) : QStringList{name};
        if (found.isEmpty())
            all += name; // which is said not to be there
        for (const QString &path : found) {
            if (!QFileInfo(path).isDir()) {
                all += path;
                continue;
            }
            const QDir dir(path);
            for (const QString &entry : dir.entryList({u"*.yaml"_s}, QDir::Files, QDir::Name))
                all += dir.filePath(entry);
        }
    }
    return all;
}

/// What Python's logging.config reads: it may lie beside the workers' files.
bool isLogConfig(const Place &file)
{
    return file.at("version") && (file.at("handlers") || file.at("formatters")) && !file.at("server_name");
}

/// What is no YAML because a program is to make YAML of it.
QString ofTemplate(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.read(longestFile);
    return text.contains("{%") || text.contains("{{")
        ? u" It looks like a template: name the file that is made of it, which Synapse reads."_s
        : QString();
}

} // namespace

QString toText(const std::string &text)
{
    return QString::fromStdString(text);
}

tl::unexpected<Error> bad(const Place &place, const QString &key, const QString &what)
{
    const YAML::Mark mark = place.node.IsDefined() ? place.node.Mark() : YAML::Mark::null_mark();
    const QString line = mark.line >= 0 ? u", line %1"_s.arg(mark.line + 1) : QString();
    return failure(Error::BadInput, u"%1%2: \"%3\" %4."_s.arg(place.file, line, key, what));
}

std::optional<QString> scalar(const Place &place)
{
    if (!place || !place.node.IsScalar())
        return {};
    return toText(place.node.Scalar());
}

QStringList texts(const Place &place)
{
    if (const auto one = scalar(place))
        return {*one};
    QStringList all;
    if (!place || !place.node.IsSequence())
        return all;
    for (const auto &item : place.node) {
        if (item.IsScalar())
            all += toText(item.Scalar());
    }
    return all;
}

bool isPlaceholder(const Place &place)
{
    static const QRegularExpression form(u"^\\s*(\\$\\{[A-Za-z_][A-Za-z0-9_]*(:?[-?+].*)?\\}|\\{\\{.*\\}\\}|\\$ANSIBLE_VAULT;.*)\\s*$"_s,
        QRegularExpression::DotMatchesEverythingOption);
    if (!place)
        return false;
    if (place.node.IsScalar())
        return form.match(toText(place.node.Scalar())).hasMatch();
    // Without quotes "{{ NAME }}" is a mapping whose key is one.
    return place.node.IsMap() && place.node.size() == 1 && place.node.begin()->first.IsMap();
}

bool truth(const Place &place)
{
    bool value = false;
    return place && YAML::convert<bool>::decode(place.node, value) && value;
}

QString resolved(const Place &place, const QString &path)
{
    return QDir::cleanPath(QFileInfo(place.file).absoluteDir().absoluteFilePath(path));
}

Result<YAML::Node> loadYaml(const QString &path)
{
    if (!QFileInfo(path).isFile())
        return failure(Error::Io, u"There is no file %1."_s.arg(path));
    if (!QFileInfo(path).isReadable())
        return failure(Error::Io, u"%1 cannot be read: run as a user that may read it."_s.arg(path));
    if (QFileInfo(path).size() > longestFile)
        return failure(Error::BadInput, u"%1 is larger than 16 MiB: is it a configuration?"_s.arg(path));
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAllFromFile(path.toStdString());
        if (documents.size() > 1)
            return failure(Error::BadInput,
                u"%1 holds %2 documents, with \"---\" between them, and Synapse does not start with it: make them one, or one file of each."_s
                    .arg(path)
                    .arg(documents.size()));
        return documents.empty() ? YAML::Node() : documents.front();
    } catch (const YAML::Exception &error) {
        return failure(Error::BadInput,
            u"%1, line %2: not valid YAML (%3).%4"_s.arg(path).arg(error.mark.line + 1).arg(toText(error.msg), ofTemplate(path)));
    }
}

Place find(const Merged &merged, const char *key)
{
    const auto found = merged.find(key);
    return found == merged.end() ? Place{{}, undefined()} : found->second;
}

Result<ConfigFiles> readConfigFiles(const QStringList &named)
{
    const QStringList all = paths(named);
    if (all.isEmpty())
        return failure(Error::BadInput, u"No homeserver configuration was named."_s);
    ConfigFiles files;
    for (const QString &path : all) {
        auto root = loadYaml(path);
        if (!root)
            return failure(root.error());
        if (!root->IsMap() && !root->IsNull())
            return failure(Error::BadInput, u"%1: this is not a homeserver configuration, its top level has no keys."_s.arg(path));
        const Place file{path, *root};
        if (isLogConfig(file))
            continue;
        const bool isMain = scalar(file.at("worker_app")) == u"synapse.app.homeserver"_s && !file.at("worker_name");
        if (!isMain && (file.at("worker_app") || file.at("worker_name"))) {
            files.workers += file;
            continue;
        }
        for (const QString &key : keysOf(*root))
            files.shared[key.toStdString()] = file.at(key.toStdString());
    }
    return files;
}

} // namespace Lockstep::Synapse

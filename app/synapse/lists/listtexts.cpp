// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/lists/devicelists.h"

#include <simdjson.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

constexpr int usersPerStatement = 500;
/// Devices of all users of one statement; where there are more, users are read one by one.
constexpr int devicesPerStatement = 5'000;
/// A row that is larger is no device that any server accepted from an update; only its ID is read.
constexpr qsizetype largestContent = 256 * 1024;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Takes the texts out of a stored device without building values of what else it holds. A content that is no JSON has none.
class TextReader
{
public:
    /// False if there is more than was read.
    bool read(const QByteArray &content, DeviceTexts &device)
    {
        if (content.size() > largestContent)
            return false;
        if (m_padded.size() < size_t(content.size()) + simdjson::SIMDJSON_PADDING)
            m_padded.resize(size_t(content.size()) + simdjson::SIMDJSON_PADDING);
        std::copy_n(content.constData(), content.size(), m_padded.begin());
        simdjson::ondemand::document document;
        if (m_parser.iterate(m_padded.data(), size_t(content.size()), m_padded.size()).get(document) != simdjson::SUCCESS)
            return true;
        simdjson::ondemand::object object;
        if (document.get_object().get(object) != simdjson::SUCCESS)
            return true;
        for (auto field : object) {
            std::string_view name;
            simdjson::ondemand::value value;
            if (field.unescaped_key().get(name) != simdjson::SUCCESS)
                return true;
            if (name != "device_display_name" && name != "keys")
                continue;
            const bool isName = name == "device_display_name"; // what it points to is the parser's
            if (field.value().get(value) != simdjson::SUCCESS)
                return true;
            if (isName)
                readName(value, device);
            else
                readKeys(value, device);
        }
        return true;
    }

private:
    static void readName(simdjson::ondemand::value value, DeviceTexts &device)
    {
        std::string_view text;
        if (value.get_string().get(text) == simdjson::SUCCESS)
            device.displayName = textOf(text);
    }
    static void readKeys(simdjson::ondemand::value value, DeviceTexts &device)
    {
        simdjson::ondemand::object whole, keys;
        if (value.get_object().get(whole) != simdjson::SUCCESS
            || whole.find_field_unordered("keys").get_object().get(keys) != simdjson::SUCCESS)
            return;
        const QByteArray id = device.deviceId.toString().toUtf8();
        for (auto field : keys) {
            std::string_view name, text;
            if (field.unescaped_key().get(name) != simdjson::SUCCESS)
                return;
            const size_t colon = name.find(':');
            if (colon == std::string_view::npos || name.substr(colon + 1) != std::string_view(id.constData(), size_t(id.size())))
                continue;
            QString *const into = name.substr(0, colon) == "ed25519" ? &device.ed25519
                : name.substr(0, colon) == "curve25519"              ? &device.curve25519
                                                                     : nullptr;
            if (into && field.value().get_string().get(text) == simdjson::SUCCESS)
                *into = textOf(text);
        }
    }

    simdjson::ondemand::parser m_parser;
    std::vector<char> m_padded;
};

} // namespace

Result<QList<ListTexts>> DeviceLists::listTexts(const QList<UserId> &users) const
{
    QList<ListTexts> all;
    TextReader reader;
    for (qsizetype from = 0; from < users.size(); from += usersPerStatement) {
        QVariantList names;
        for (const UserId &user : users.mid(from, usersPerStatement))
            names += user.toString();
        const qsizetype first = all.size();
        QHash<QString, qsizetype> places;
        auto done = m_database.each(
            u"SELECT user_id FROM device_lists_remote_extremeties WHERE user_id IN (%1)"_s.arg(Database::placeholders(names.size())), names,
            [&](const Row &row) {
                places.insert(row.text(0), all.size());
                all.append({.user = UserId(row.text(0))});
            });
        const auto take = [&](const Row &row) {
            const auto place = places.constFind(row.text(0));
            if (place == places.cend())
                return;
            ListTexts &texts = all[*place];
            if (texts.devices.size() >= ListTexts::mostDevices) {
                texts.isCut = true;
                return;
            }
            DeviceTexts device{.deviceId = DeviceId(row.text(1))};
            texts.isCut = !reader.read(row.bytes(2), device) || texts.isCut;
            texts.devices.append(std::move(device));
        };
        if (done && !places.isEmpty()) {
            int rows = 0;
            const QString columns = u"SELECT user_id, device_id, content FROM device_lists_remote_cache WHERE user_id "_s;
            done = m_database.each(columns + u"IN (%1) LIMIT ?"_s.arg(Database::placeholders(names.size())),
                names + QVariantList{devicesPerStatement + 1}, [&](const Row &row) {
                    ++rows;
                    take(row);
                });
            if (done && rows > devicesPerStatement) {
                for (qsizetype i = first; i < all.size() && done; ++i) {
                    all[i].devices.clear();
                    all[i].isCut = false;
                    done = m_database.each(
                        columns + u"= ? ORDER BY device_id LIMIT ?"_s, {all.at(i).user.toString(), int(ListTexts::mostDevices) + 1}, take);
                }
            }
        }
        if (!done)
            return failure(done.error());
    }
    // In an order that says nothing, so that the same list is the same.
    for (ListTexts &texts : all)
        std::ranges::sort(texts.devices, {}, &DeviceTexts::deviceId);
    return all;
}

Result<QList<UserSummary>> DeviceLists::summaries(const QList<UserId> &users) const
{
    const auto facts = this->facts(users);
    if (!facts)
        return failure(facts.error());
    QList<UserSummary> all;
    for (const UserFacts &user : *facts) {
        if (user.tracked)
            all += toSummary(user);
    }
    return all;
}

} // namespace Lockstep::Synapse

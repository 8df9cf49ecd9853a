// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

namespace Lockstep::Lab {

/// Where a page begins, as cursor() wrote it: its parts, the first empty for the first page.
inline QStringList afterOf(const Inspection::PageQuery &query)
{
    return QString::fromUtf8(QByteArray::fromBase64(query.after.toLatin1(), QByteArray::Base64UrlEncoding)).split(u'\n');
}

/// An opaque key of the last item; parts are joined with a line feed, which no identifier holds.
inline QString cursor(const QString &key)
{
    return QString::fromLatin1(key.toUtf8().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

/// Of the limit + 1 items that were read, the last only says that there is another page; \a keyOf gives the cursor of an item.
template <typename Item, typename KeyOf>
void endPage(Inspection::Page<Item> *page, int limit, KeyOf keyOf)
{
    if (page->items.size() <= limit)
        return;
    page->items.removeLast();
    page->next = keyOf(page->items.last());
}

} // namespace Lockstep::Lab

// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/heatmapmodel.h"
#include "ui/widgets/picture/picture.h"

#include <QIdentityProxyModel>

namespace Lockstep {

/// The heat map in words.
namespace HeatWords {
/// "Updates that came", …
QString measure(Inspection::SeriesKind kind);
/// "hour", "day", …
QString span(int index);
/// "remote.example, 2026-11-27 14:00 to 14:10: 12 updates", or that it is not known and why.
QString cell(const HeatMapModel &model, int row, int column);
/// From when to when.
QString time(qint64 from, qint64 to);
/// Of the whole: "1,200 updates by 40 servers within the last day", and what could not be told apart.
QString summary(const HeatMapModel &model);
Picture::Heading heading(const HeatMapModel &model, const QString &server);
} // namespace HeatWords

/// Gives the model's cells and headers their words, for screen readers and tool tips.
class HeatWordsModel : public QIdentityProxyModel
{
    Q_OBJECT
public:
    explicit HeatWordsModel(HeatMapModel *model, QObject *parent);
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    HeatMapModel *m_model;
};

} // namespace Lockstep

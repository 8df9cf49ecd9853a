// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/heat/heatwords.h"

#include "core/log.h"
#include "ui/words/presentation.h"
#include "ui/words/serieswords.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::SeriesKind;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(HeatWords)
};

constexpr qsizetype maxName = 120;

int forPlural(qint64 number)
{
    return int(std::min<qint64>(number, 1'000'000));
}

QString counted(SeriesKind kind, qint64 number)
{
    const QString figure = Presentation::count(number);
    switch (kind) {
    case SeriesKind::Resyncs:
        //: %1: a number with separators; %n only chooses the form
        return Words::tr("%1 resync(s)", nullptr, forPlural(number)).arg(figure);
    case SeriesKind::Failures:
        //: %1: a number with separators; %n only chooses the form
        return Words::tr("%1 failure(s)", nullptr, forPlural(number)).arg(figure);
    default:
        //: %1: a number with separators; %n only chooses the form
        return Words::tr("%1 update(s)", nullptr, forPlural(number)).arg(figure);
    }
}
} // namespace

namespace HeatWords {

QString measure(SeriesKind kind)
{
    return SeriesWords::title(kind);
}

QString span(int index)
{
    switch (index) {
    case 0:
        return Words::tr("hour");
    case 1:
        return Words::tr("day");
    case 2:
        return Words::tr("week");
    case 3:
        return Words::tr("month");
    default:
        return Words::tr("year");
    }
}

QString time(qint64 from, qint64 to)
{
    const QString begin = Presentation::absoluteTime(from).section(u':', 0, 1);
    const QString end = Presentation::absoluteTime(to);
    const bool oneDay = begin.section(u' ', 0, 0) == end.section(u' ', 0, 0);
    //: from a time to a time
    return Words::tr("%1 to %2").arg(begin, oneDay ? end.section(u' ', 1).section(u':', 0, 1) : end.section(u':', 0, 1));
}

QString cell(const HeatMapModel &model, int row, int column)
{
    const QString when = time(model.from(column), model.to(column));
    const QString server = displayable(model.server(row), maxName);
    if (!model.isRead(row))
        return Words::tr("%1, %2: being read").arg(server, when);
    const auto number = model.count(row, column);
    const qint64 untold = model.untold(column);
    if (!number && model.counted(column) > 0)
        return Words::tr("%1, %2: not known, as %3 of then could not be told apart by server")
            .arg(server, when, counted(model.measure(), untold));
    if (!number)
        return Words::tr("%1, %2: not known, as the gateway did not count then").arg(server, when);
    const QString figure = counted(model.measure(), *number);
    //: %3: "at least 7 updates"
    const QString text = Words::tr("%1, %2: %3").arg(server, when, untold > 0 ? Words::tr("at least %1").arg(figure) : figure);
    const qint64 whole = model.to(column) - model.from(column), known = model.counted(column);
    if (whole - known < std::max<qint64>(HeatMapModel::minuteMs * 2, whole / 10))
        return text;
    return text + u' ' + Words::tr("(counted in %1 of it)").arg(Presentation::duration(known));
}

QString summary(const HeatMapModel &model)
{
    qint64 sum = std::max<qint64>(0, model.whole());
    //: %1: "1,200 updates", %3: "hour", "day", …; %n: servers
    QString text = Words::tr("%1 by %n server(s) within the last %2.", nullptr, forPlural(model.servers()))
                       .arg(counted(model.measure(), sum), span(model.span()));
    if (model.others() > 0)
        text += u' '
            + Words::tr("%1 of them could not be told apart by server: there were too many at once.")
                  .arg(Presentation::count(model.others()));
    if (!model.problem().isEmpty())
        text += u' ' + displayable(model.problem(), 300);
    return text;
}

Picture::Heading heading(const HeatMapModel &model, const QString &server)
{
    Picture::Heading heading;
    heading.title = QCoreApplication::translate("HeatWords", "%1 by server and time").arg(measure(model.measure()));
    heading.lines << QCoreApplication::translate("HeatWords", "As %1 has counted them; written %2")
                         .arg(displayable(server, maxName), Presentation::absoluteTime(QDateTime::currentMSecsSinceEpoch()));
    if (const int columns = model.columnCount(); columns > 0)
        heading.lines << QCoreApplication::translate("HeatWords", "%1; a column is %2")
                             .arg(time(model.from(0), model.to(columns - 1)),
                                 Presentation::duration(HeatMapModel::spans[model.span()].column));
    heading.lines << summary(model);
    return heading;
}

} // namespace HeatWords

HeatWordsModel::HeatWordsModel(HeatMapModel *model, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
}

QVariant HeatWordsModel::data(const QModelIndex &index, int role) const
{
    if (role == Qt::AccessibleTextRole)
        return HeatWords::cell(*m_model, index.row(), index.column());
    if (role == Qt::ToolTipRole)
        return Presentation::toolTip(HeatWords::cell(*m_model, index.row(), index.column()));
    return QIdentityProxyModel::data(index, role);
}

QVariant HeatWordsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        if (section < 0 || section >= m_model->rowCount())
            return {};
        const QString name = displayable(m_model->server(section), maxName);
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return name;
        if (role == Qt::ToolTipRole)
            //: a server, and what it had in all
            return Presentation::toolTip(Words::tr("%1: %2 in all").arg(name, counted(m_model->measure(), m_model->total(section))));
        return {};
    }
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return HeatWords::time(m_model->from(section), m_model->to(section));
    if (role == Qt::ToolTipRole)
        return Presentation::toolTip(HeatWords::time(m_model->from(section), m_model->to(section)));
    return {};
}

} // namespace Lockstep

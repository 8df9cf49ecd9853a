// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/users/userplace.h"

#include "core/log.h"
#include "model/history/historymodel.h"
#include "ui/history/historypane.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/widgets/listpanel.h"

#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr qsizetype longestStream = 24; ///< in a menu
constexpr qsizetype longestUser = 80;
} // namespace

UserPlace::UserPlace(UserList *list, UserPane *pane, QObject *parent)
    : QObject(parent)
    , m_list(list)
    , m_pane(pane)
    , m_history(pane->findChild<HistoryPane *>())
{
    HistoryView *view = m_history->view();
    view->setGuided(true);
    connect(view, &HistoryView::backRequested, this, &UserPlace::backRequested);
    connect(view, &HistoryView::visited, this, [this](bool jumped) { Q_EMIT changed(jumped ? Place::Way::Jump : Place::Way::RowWalk); });
    connect(view, &HistoryView::comparedChanged, this, [this] { Q_EMIT changed(Place::Way::Jump); });
    const auto tabChanged = [this] {
        if (!m_showing)
            Q_EMIT changed(Place::Way::Jump);
    };
    connect(m_history->details(), &UpdateDetails::tabChanged, this, tabChanged);
    connect(pane->findChild<QTabWidget *>(u"users-tabs"_s), &QTabWidget::currentChanged, this, tabChanged);
    connect(list, &UserList::selectionChanged, this, [this] { Q_EMIT changed(m_walking ? Place::Way::Walk : Place::Way::Jump); });
    list->panel()->view()->installEventFilter(this);
}

/// The selection changes while the key is handled, and not after that.
bool UserPlace::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        static const QList<int> steps{Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown};
        m_walking = steps.contains(static_cast<QKeyEvent *>(event)->key());
        QMetaObject::invokeMethod(
            this, [this] { m_walking = false; }, Qt::QueuedConnection);
    }
    return QObject::eventFilter(object, event);
}

Place UserPlace::now() const
{
    Place place;
    const UserId user = m_pane->user();
    if (user.isEmpty())
        return place;
    place.subject.insert(u"user"_s, user.toString());
    place.look.insert(u"tab"_s, int(m_pane->tab()));
    place.look.insert(u"details"_s, int(m_history->details()->tab()));
    const HistoryModel *model = m_history->model();
    const HistoryView *view = m_history->view();
    if (model->user() != user || view->currentRow() < 0)
        return place;
    const HistoryItem item = model->item(view->currentRow());
    place.subject.insert(u"update"_s, item.n);
    if (item.ghost >= 0)
        place.subject.insert(u"missing"_s, item.ghost);
    if (!item.streamId.isEmpty())
        place.look.insert(u"stream"_s, item.streamId.toString().left(longestStream + 1));
    if (view->comparedRow() >= 0)
        place.look.insert(u"compared"_s, model->item(view->comparedRow()).n);
    return place;
}

QString UserPlace::text(const Place &place)
{
    const QString user = displayable(place.subject.value(u"user"_s).toString(), longestUser);
    const QString stream = displayable(place.look.value(u"stream"_s).toString(), longestStream);
    if (!place.subject.contains(u"update"_s))
        return user;
    //: where "Back to …" leads: a user, and an update of the user's history
    return stream.isEmpty() ? tr("%1, row %2").arg(user, place.subject.value(u"update"_s).toString())
                            //: the same, where the update has a stream_id
                            : tr("%1, stream_id %2").arg(user, stream);
}

bool UserPlace::isHidden(const Place &place) const
{
    const qint64 n = place.subject.value(u"update"_s).toLongLong();
    const HistoryModel *model = m_history->model();
    return n > 0 && !model->filter().isEmpty() && model->user() == m_pane->user()
        && place.subject.value(u"user"_s).toString() == m_pane->user().toString() && model->rowOfUpdate(n) < 0;
}

void UserPlace::show(const QVariantMap &arguments)
{
    {
        const QScopedValueRollback showing(m_showing, true);
        if (arguments.contains(u"tab"_s))
            m_pane->setTab(UserPane::Tab(std::clamp(arguments.value(u"tab"_s).toInt(), 0, UserPane::TabCount - 1)));
        if (arguments.contains(u"details"_s))
            m_history->details()->showTab(UpdateDetails::Tab(arguments.value(u"details"_s).toInt()));
    }
    if (const qint64 n = arguments.value(u"update"_s).toLongLong(); n > 0)
        m_history->comeBack(n, arguments.value(u"missing"_s, -1).toInt(), arguments.value(u"compared"_s).toLongLong());
}

} // namespace Lockstep

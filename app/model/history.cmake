# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  historymodel.cpp historymodel.h historymodelshown.cpp
  historymodelloader.cpp historymodelloader.h
  historymodelrows.cpp historymodelrows.h historymodelrowslook.cpp
  historymodeltypes.h)

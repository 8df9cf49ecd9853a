# SPDX-FileCopyrightText: 2026 The Lockstep contributors
# SPDX-License-Identifier: GPL-3.0-or-later

list(APPEND sources
  devicemodel.cpp devicemodel.h
  usermodel.cpp usermodel.h)

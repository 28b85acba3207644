"""What plans are done to: the case, under its tab."""

from __future__ import annotations

from apps.cases.acts.grounds import StageGround

PLAN = StageGround(tab="plan", back="plans:plan", tag="方案与预算", template="plans/form.html")

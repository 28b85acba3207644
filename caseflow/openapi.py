"""How the API's document is written: a setting, kept apart for its length."""

SPECTACULAR_SETTINGS = {
    "TITLE": "厨卫换新 办件接口",
    "DESCRIPTION": "供区县自有系统使用，用法见 docs/api.md；金额单位万元，面积单位平方米，日期为北京时间。",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {  # fields of one name with different choices: name the choices, stay readable
        "CaseStatusEnum": "apps.cases.enums.Status",
        "PlanStatusEnum": "apps.plans.enums.PlanStatus.choices",
        "PlanKindEnum": "apps.plans.enums.PlanKind.choices",
        "SpaceKindEnum": "apps.plans.enums.SpaceKind.choices",
        "BudgetLineKindEnum": "apps.plans.enums.LineKind.choices",
        "VisitOutcomeEnum": "apps.inspections.enums.Outcome.choices",
        "ItemOutcomeEnum": "apps.inspections.enums.ItemOutcome.choices",
        "SatisfactionEnum": "apps.inspections.enums.Satisfaction.choices",
        "WeekStateEnum": "apps.reports.enums.WeekState",
    },
}

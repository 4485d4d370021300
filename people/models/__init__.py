from people.models.department import Department
from people.models.owner import Alias, Owner
from people.models.sent_form import SentForm
from people.models.tenure import Tenure, TenureHolder
from people.models.user import User

__all__ = ["Alias", "Department", "Owner", "SentForm", "Tenure", "TenureHolder", "User"]

import time, collections
from datetime import date, datetime, UTC, timedelta
import pytest
from recobro.connectors.demo import *
from recobro import flow
from recobro.evaluation.evaluate import evaluate
from recobro.insight import ageing, as_table
@pytest.mark.django_db
def test_demo(tmp_path, home):
    import os
    as_of=date.fromisoformat(os.environ.get("ASOF","2026-11-22")); at=datetime(2026,11,22,6,tzinfo=UTC); clock=lambda: at
    t=time.time()
    c=demo_company(at=at); print("company", time.time()-t)
    paths=demo_files(as_of,tmp_path/"in")
    for p in paths:
        t=time.time(); r=flow.import_csv(c,p,on=as_of,at=at,by="demo")
        print(p.name, r.records, r.exit_status, r.posted.items_new, r.posted.allocations, r.posted.adjusted, round(time.time()-t,2)); 
        for pr in r.problems[:10]: print("   ",pr.severity,pr)
        print("   ", len(r.problems))
    t=time.time(); demo_casework(c.id,as_of=as_of,at=at,by="Carmen"); print("casework",time.time()-t)
    print(as_table(ageing(c.id,as_of=as_of)))
    def count(d):
        return dict(collections.Counter(v.outcome for v in evaluate(c.id,as_of=d,mode="rehearsal")))
    from recobro.evaluation.models import Reminder
    from recobro.outbox.models import Message
    for d in [*demo_days(as_of), as_of][:1]:
        t=time.time(); print(d, count(d), round(time.time()-t,2))
        t=time.time(); last = d==as_of
        import cProfile,pstats
        pr=cProfile.Profile(); pr.enable()
        day=flow.night(c.id,as_of=d,clock=clock,by="Carmen",approve_all=not last)
        pr.disable(); pstats.Stats(pr).sort_stats('cumtime').print_stats(r'recobro|execute',25)
        rs=Reminder.objects.filter(run_id=day.proposed.run_id)
        ms=Message.objects.filter(run_id=day.proposed.run_id)
        print("  night",round(time.time()-t,1), "reminders",len(day.proposed.reminders),"messages",day.messages,"delivered",day.delivered,"letters",day.printed and day.printed.letters,"waiting",day.waiting,"problems",len(day.problems), [str(x) for x in day.problems[:2]], day.notes[:2])
        print("  levels",dict(collections.Counter(rs.values_list("level_key",flat=True))), "person",rs.exclude(needs_person="").count())
        print("  channels",dict(collections.Counter(ms.values_list("channel","language"))))
    print("after", count(as_of)); print("tomorrow",count(as_of+timedelta(days=1)))
    from recobro.evaluation.outcomes import PRECEDENCE
    print("missing", set(PRECEDENCE)-set(count(as_of))-set(day.proposed.outcomes))

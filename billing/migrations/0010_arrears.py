import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0009_credit_notes_stay"),
        ("members", "0018_risk_class"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrears",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DEFAULT", "In default"),
                            ("NOTICE", "Formal notice given"),
                            ("SUSPENSION", "Suspension to decide"),
                            ("TERMINATION", "Ending to decide"),
                            ("PLAN", "Payment plan"),
                            ("COLLECTION", "With a collector"),
                            ("CLEARED", "Settled"),
                            ("WRITTEN_OFF", "Written off"),
                        ],
                        default="DEFAULT",
                        max_length=12,
                    ),
                ),
                ("since", models.DateField()),
                ("next_step_at", models.DateTimeField(null=True)),
                ("noticed_at", models.DateTimeField(null=True)),
                ("pay_by", models.DateField(null=True)),
                ("held_because", models.CharField(blank=True, max_length=200)),
                ("membership_suspended", models.BooleanField(default=False)),
                ("collector", models.CharField(blank=True, max_length=120)),
                ("write_off_asked_by", models.CharField(blank=True, max_length=60)),
                ("write_off_reason", models.CharField(blank=True, max_length=300)),
                ("written_off_by", models.CharField(blank=True, max_length=60)),
                ("vat_back_on", models.DateField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("COSTS", "Collection costs"), ("INTEREST", "Statutory interest")], max_length=8
                    ),
                ),
                ("key", models.CharField(max_length=60, unique=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("description", models.CharField(blank=True, max_length=160)),
                ("evidence", models.CharField(blank=True, max_length=120)),
                ("claimed_on", models.DateField()),
                ("claimed_by", models.CharField(max_length=60)),
                ("interest_from", models.DateField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["claimed_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="PaymentPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "interrupted",
                    models.CharField(
                        choices=[
                            ("DEFAULT", "In default"),
                            ("NOTICE", "Formal notice given"),
                            ("SUSPENSION", "Suspension to decide"),
                            ("TERMINATION", "Ending to decide"),
                            ("PLAN", "Payment plan"),
                            ("COLLECTION", "With a collector"),
                            ("CLEARED", "Settled"),
                            ("WRITTEN_OFF", "Written off"),
                        ],
                        max_length=12,
                    ),
                ),
                ("agreed_at", models.DateTimeField()),
                ("agreed_by", models.CharField(max_length=60)),
                ("broken_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="invoice",
            name="charged",
            field=models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=10),
        ),
        migrations.AddField(
            model_name="invoice",
            name="written_off",
            field=models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=10),
        ),
        migrations.AddField(
            model_name="invoice",
            name="written_off_vat",
            field=models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=10),
        ),
        migrations.AlterField(
            model_name="invoice",
            name="state",
            field=models.CharField(
                choices=[
                    ("DRAFT", "Draft"),
                    ("ISSUED", "Open"),
                    ("PAID", "Paid"),
                    ("OVERDUE", "Overdue"),
                    ("CREDITED", "Credited"),
                    ("WRITTEN_OFF", "Written off"),
                ],
                default="DRAFT",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("charged__gte", 0)), name="invoice_charges_are_not_below_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("written_off", 0), ("written_off_vat", 0)),
                    models.Q(
                        ("state", "WRITTEN_OFF"),
                        ("written_off__gt", 0),
                        ("written_off_vat__gte", 0),
                        ("written_off_vat__lte", models.F("written_off")),
                    ),
                    _connector="OR",
                ),
                name="only_a_given_up_invoice_is_written_off",
            ),
        ),
        migrations.AddField(
            model_name="arrears",
            name="invoice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="arrears", to="billing.invoice"
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="billing.invoice"
            ),
        ),
        migrations.AddField(
            model_name="paymentplan",
            name="arrears",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="billing.arrears"
            ),
        ),
        migrations.AddField(
            model_name="instalment",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="instalments", to="billing.paymentplan"
            ),
        ),
        migrations.AddIndex(
            model_name="arrears",
            index=models.Index(
                condition=models.Q(("state__in", ["DEFAULT", "NOTICE", "SUSPENSION", "PLAN"])),
                fields=["next_step_at"],
                name="arrears_next_step",
            ),
        ),
        migrations.AddIndex(
            model_name="arrears",
            index=models.Index(fields=["since", "id"], name="arrears_by_age"),
        ),
        migrations.AddConstraint(
            model_name="arrears",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("next_step_at__isnull", False), ("state__in", ["DEFAULT", "NOTICE", "SUSPENSION", "PLAN"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["DEFAULT", "NOTICE", "SUSPENSION", "PLAN"]), _negated=True),
                        ("next_step_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ladder_knows_its_next_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrears",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state__in", ["CLEARED", "WRITTEN_OFF"])),
                    models.Q(models.Q(("state__in", ["CLEARED", "WRITTEN_OFF"]), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="closed_arrears_say_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrears",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("written_off_by", ""),
                    models.Q(
                        models.Q(("write_off_asked_by", ""), _negated=True),
                        models.Q(("written_off_by", models.F("write_off_asked_by")), _negated=True),
                        ("state", "WRITTEN_OFF"),
                    ),
                    _connector="OR",
                ),
                name="two_people_write_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrears",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "WRITTEN_OFF"), _negated=True),
                    models.Q(("written_off_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="write_off_says_who_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="charge_is_more_than_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("interest_from__gte", models.F("claimed_on")), ("kind", "COSTS")),
                    models.Q(("interest_from", None), ("kind", "INTEREST")),
                    _connector="OR",
                ),
                name="costs_bear_interest_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("broken_at", None)), fields=("arrears",), name="one_payment_plan_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(fields=("plan", "due_on"), name="one_instalment_a_day"),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="instalment_is_more_than_nothing"
            ),
        ),
    ]

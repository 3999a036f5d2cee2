namespace EntraAppCmdlets.Guides;

/// <summary>Roles have values that Entra takes, and who is assigned gets one of them.</summary>
internal sealed class TemplateRoleRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        CheckUnique("roles", "value", "role", Template.Roles.Select(role => role.When));
        CheckNames(Entries("roles"), "role");
        foreach (var (entry, role) in Entries("roles").Zip(Template.Roles).Where(pair => !Placeholder.NamesIn(pair.Second.Value).Any()))
        {
            Check(entry.Member("value")!, "role", () => role.ToRequest(text => text));
        }

        if (Template.Registration is null || Template.Roles.Any(role => Placeholder.NamesIn(role.Value).Any()))
        {
            return;
        }

        foreach (
            var role in new[] { Json.Member("access") }
                .Concat(Entries("access", "assignments"))
                .Select(entry => entry?.Member("role"))
                .OfType<PositionedJson>()
                .Where(role => !Placeholder.NamesIn(role.Text).Any())
        )
        {
            var found = Template.Roles.FirstOrDefault(item => string.Equals(item.Value, role.Text, StringComparison.OrdinalIgnoreCase));
            if (found is null)
            {
                Faults.Add(
                    role,
                    "role",
                    Template.Roles.Count == 0
                        ? $"The app defines no role '{role.Text}'."
                        : $"The app defines no role '{role.Text}'; there are {string.Join(", ", Template.Roles.Select(item => item.Value))}."
                );
            }
            else if (!found.MemberTypes.Contains(AppRoleMemberType.User))
            {
                Faults.Add(role, "role", $"The role '{role.Text}' is for applications; users and groups can't be assigned to it.");
            }
        }
    }
}

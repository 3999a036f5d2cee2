namespace EntraAppCmdlets.Guides;

/// <summary>Clients are authorized for scopes that the app exposes.</summary>
internal sealed class TemplateApiRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        CheckUnique(["api", "scopes"], "value", "scope");
        CheckNames(Entries("api", "scopes"), "scope", Json.Member("api"));
        foreach (var (entry, client) in Entries("api", "authorizedClients").Zip(Template.Api?.AuthorizedClients ?? []))
        {
            if (!Placeholder.NamesIn(client.AppId).Any() && !Guid.TryParse(client.AppId, out _))
            {
                Faults.Add(entry.Member("appId")!, "client", $"'{client.AppId}' isn't an application (client) ID.");
            }

            if (Template.Api!.Scopes.Count == 0)
            {
                Faults.Add(entry, "client", "The app exposes no scope that a client could be authorized for.");
            }

            foreach (
                var name in (entry.Member("scopes")?.Items ?? []).Where(name =>
                    Template.Api.Scopes.All(scope => !string.Equals(scope.Value, name.Text, StringComparison.OrdinalIgnoreCase))
                )
            )
            {
                Faults.Add(name, "client", $"The app exposes no scope '{name.Text}'.");
            }

            foreach (
                var name in (entry.Member("scopes")?.Items ?? []).Where(name =>
                    ExposedNames
                        .Of(Template, AppPermissionType.Delegated)
                        .Any(scope =>
                            string.Equals(scope.Value, name.Text, StringComparison.OrdinalIgnoreCase)
                            && !TemplateConditions.IsImplied(scope.When, client.When)
                        )
                )
            )
            {
                Faults.Add(name, "client", ExposedNames.Conditional(name.Text));
            }
        }
    }
}

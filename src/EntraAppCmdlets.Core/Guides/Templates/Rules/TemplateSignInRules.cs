using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>How the product signs in, and what its tokens carry.</summary>
internal sealed class TemplateSignInRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        CheckSignIn();
        CheckClaims();
    }

    private void CheckSignIn()
    {
        var entries = Json.Member("signIn") is { } part
            ? part.Kind == JsonValueKind.Array
                ? part.Items
                : [part]
            : [];
        foreach (var ((entry, signIn), place) in entries.Zip(Template.SignIn).Select((pair, i) => (pair, i)))
        {
            if (Template.SignIn.Take(place).Any(before => !Conditions.Exclude(before.When, signIn.When)))
            {
                Faults.Add(
                    entry,
                    "signIn",
                    "Two ways of signing in may apply at once; give both a condition on one parameter, each with other values."
                );
            }
        }
    }

    private void CheckClaims()
    {
        if (Template.Claims?.Groups is { } groups)
        {
            Check(Json.Member("claims")!.Member("groups")!, "claim", groups.ToRequest);
        }

        foreach (
            var (entry, claim) in Entries("claims", "optional")
                .Zip(Template.Claims?.Optional ?? [])
                .Where(pair => !Placeholder.NamesIn(pair.Second.Name).Any())
        )
        {
            Check(entry.Member("name")!, "claim", () => claim.ToRequest(text => text));
        }
    }
}

using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>Conditions ask of parameters what these can be.</summary>
internal sealed class TemplateConditionRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check() => CheckConditions(Json);

    private void CheckConditions(PositionedJson value)
    {
        foreach (var member in value.Members)
        {
            if (member.Name == "when" && member.Value.Kind == JsonValueKind.Object)
            {
                CheckCondition(member.Value);
            }
            else
            {
                CheckConditions(member.Value);
            }
        }

        foreach (var item in value.Items)
        {
            CheckConditions(item);
        }
    }

    private void CheckCondition(PositionedJson condition)
    {
        foreach (var member in condition.Members)
        {
            if (!Parameters.TryGetValue(member.Name, out var parameter))
            {
                Faults.Add(member, "when", $"There is no parameter '{member.Name}'; there are {string.Join(", ", Parameters.Keys)}.");
                continue;
            }

            foreach (var text in member.Value.Texts.Where(text => text.Kind == JsonValueKind.String))
            {
                if (ParameterValues.Fault(parameter, text.Text) is { } fault)
                {
                    Faults.Add(text, "when", $"'{member.Name}' {fault}.");
                }
            }
        }
    }
}

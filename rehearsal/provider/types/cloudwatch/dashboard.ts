import { defineRow } from "../../schema/row";
import { json, text } from "../../schema/schema";

export const dashboard = defineRow({
  token: "aws:cloudwatch/dashboard:Dashboard",
  inputs: { dashboardName: text({ required: true, replaces: true }), dashboardBody: json({ required: true }) },
  outputs: ["dashboardArn"],
  async create({ cloudwatch }, given) {
    await cloudwatch.putDashboard({ DashboardName: given.dashboardName, DashboardBody: given.dashboardBody });
    return given.dashboardName;
  },
  async read({ cloudwatch, account }, id) {
    const found = await cloudwatch.getDashboard({ DashboardName: id });
    return {
      dashboardName: id,
      dashboardBody: found.DashboardBody,
      dashboardArn: found.DashboardArn ?? `arn:aws:cloudwatch::${account}:dashboard/${id}`,
    };
  },
  async update({ cloudwatch }, { id, news }) {
    await cloudwatch.putDashboard({ DashboardName: id, DashboardBody: news.dashboardBody });
  },
  async remove({ cloudwatch }, id) {
    await cloudwatch.deleteDashboards({ DashboardNames: [id] });
  },
});
